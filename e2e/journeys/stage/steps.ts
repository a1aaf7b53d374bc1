// What journeys have in common: logging in at Kade, signing in at Sluis, and the wizard, each step with the page it
// stands on.
import assert from 'node:assert/strict'
import type { Desk, Person } from './desk.ts'
import { freshCode } from './phone.ts'
import type { Visitor } from './visitor.ts'

/** In the visitor's own language, whatever language the person is known to have. */
export async function openIn(v: Visitor, address: string): Promise<void> {
  await v.page.goto(address)
  const link = v.page.getByRole('link', { name: v.words.choose, exact: true })
  if ((await link.count()) > 0) await link.click()
}

/** With the old password, at Kade. */
export async function logInAtKade(v: Visitor, kade: string, who: Person): Promise<void> {
  await openIn(v, kade)
  await v.sees(v.words.logInPage)
  await v.field(v.words.email).fill(who.email)
  await v.field(v.words.password).fill(who.password)
  await v.press(v.words.logIn)
}

export async function chooseSluisAtKade(v: Visitor, kade: string): Promise<void> {
  await openIn(v, kade)
  await v.sees(v.words.logInPage)
  await v.press(v.words.withSluis)
}

/** Asks Kade for the payslips, again where the word of Sluis is still on its way: a second or two. */
export async function isOutAtKade(v: Visitor, kade: string): Promise<void> {
  const out = v.page.getByRole('heading', { level: 1, name: v.words.logInPage, exact: true })
  do await v.page.goto(`${kade}/payslips`)
  while (!(await out.isVisible()))
  await v.looks()
}

export async function enterEmail(v: Visitor, who: Person): Promise<void> {
  await v.sees(v.words.logInPage)
  await v.field(v.words.email).fill(who.email)
  await v.press(v.words.next)
}

export async function enterPassword(v: Visitor, who: Person): Promise<void> {
  await v.sees(v.words.passwordPage)
  await v.shows(who.email)
  await v.field(v.words.password).fill(who.password)
  await v.press(v.words.logIn)
}

export async function enterCode(v: Visitor, code: string): Promise<void> {
  await v.sees(v.words.codePage)
  await v.types(v.words.digits, code)
  await v.press(v.words.logIn)
}

export async function grantAccess(v: Visitor): Promise<void> {
  await v.sees(v.words.grantPage)
  await v.press(v.words.grant)
}

/** The guard of a first enrolment: a code to the known address. */
export async function proveByMail(v: Visitor, desk: Desk, who: Person): Promise<void> {
  await v.sees(v.words.mailPage)
  const before = await desk.mailCount(who.email)
  await v.press(v.words.sendCode)
  const label = v.page.getByLabel(v.words.mailedCode, { exact: true })
  await label.waitFor()
  await v.looks()
  const { subject } = await desk.mail(who.email, who.language === 'nl' ? / is je code/u : / is your code/u, before)
  await label.pressSequentially(/\d{6}/u.exec(subject)![0])
  await v.press(v.words.next)
}

export async function chooseApp(v: Visitor): Promise<void> {
  await v.sees(v.words.choosePage)
  await v.page.getByRole('radio', { name: v.words.haveApp }).check()
  await v.press(v.words.next)
}

/** The green code on the page "Connect your app", without its spaces. */
export async function greenCode(v: Visitor): Promise<string> {
  await v.sees(v.words.keyPage)
  // Read in groups of four, as people do who type it over.
  const groups = await v.page.locator('.setup-key-value span').allInnerTexts()
  assert.match(groups.join(' '), /^(?:[A-Z2-7]{4} ){7}[A-Z2-7]{4}$/u)
  return groups.join('')
}

export async function enterFirstCode(v: Visitor, code: string): Promise<void> {
  await v.sees(v.words.firstCodePage)
  await v.types(v.words.digits, code)
  await v.press(v.words.next)
}

export async function keepCodes(v: Visitor): Promise<string[]> {
  await v.sees(v.words.codesPage)
  const codes = await shownCodes(v)
  await v.page.getByRole('checkbox', { name: v.words.kept }).check()
  await v.press(v.words.next)
  return codes
}

export async function shownCodes(v: Visitor): Promise<string[]> {
  const codes = (await v.page.locator('main').innerText()).match(/[0-9A-Z]{4}(?:-[0-9A-Z]{4}){4}/gu) ?? []
  assert.equal(new Set(codes).size, 10)
  return codes
}

/** From "Set up two-step verification" to the page that says it is done. */
export async function goThroughWizard(v: Visitor): Promise<{ secret: string; codes: string[] }> {
  await chooseApp(v)
  const secret = await greenCode(v)
  await v.follow(v.words.next)
  await enterFirstCode(v, freshCode(secret))
  const codes = await keepCodes(v)
  await v.sees(v.words.donePage)
  return { secret, codes }
}

export const popUp = (v: Visitor) => v.page.getByRole('dialog')
