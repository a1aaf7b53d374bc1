// Inside Kade: cancelling at the grant, confirming before the bank account, several companies, a shared browser.
import assert from 'node:assert/strict'
import { freshCode } from './fixtures/phone.ts'
import { journey, setUpDemo, person } from './fixtures/journey.ts'
import {
  chooseSluisAtKade,
  enterCode,
  enterEmail,
  enterPassword,
  goThroughWizard,
  grantAccess,
  logInAtKade,
  openIn,
  popUp,
  proveByMail,
} from './fixtures/steps.ts'
import type { Visitor } from './fixtures/visitor.ts'

/** Somebody who already has an authenticator app. */
async function logInWithSluis(v: Visitor, kade: string, first: string): Promise<void> {
  const who = person(first)
  await chooseSluisAtKade(v, kade)
  await enterEmail(v, who)
  await enterPassword(v, who)
  await enterCode(v, freshCode(who.totpSecret!))
  await grantAccess(v)
  await v.sees(`Welcome, ${first}`)
}

const openAccountMenu = (v: Visitor) => v.page.locator('summary').filter({ hasText: 'Your account' }).click()

export const turnsBack = journey(
  'Piotr cancels at “Grant access”, and later in the wizard: back in Kade nothing has changed and the pop-up is still there (M5, M6, P10)',
  async (t) => {
    const { demo, newVisitor } = await setUpDemo(t)
    const piotr = person('Piotr')
    const v = await newVisitor({ width: 360 })
    await logInAtKade(v, demo.kade, piotr)
    await popUp(v).getByRole('button', { name: 'Set up 2FA' }).click()
    await enterPassword(v, piotr)
    await v.sees('Grant access to Kade')
    await v.press('Cancel')
    await v.shows('You stopped at Sluis. Nothing has changed.')
    await popUp(v).getByRole('button', { name: 'Continue this time' }).waitFor()
    assert.equal(new URL(v.page.url()).origin, demo.kade)
    await v.checkPage()

    await popUp(v).getByRole('button', { name: 'Set up 2FA' }).click()
    await grantAccess(v)
    await v.sees('Connect your app')
    await v.press('Back to Kade')
    await v.shows('You stopped at Sluis. Nothing has changed.')
    await popUp(v).getByRole('button', { name: 'Continue this time' }).waitFor()
  },
)

export const changesAccount = journey(
  'Daan changes his bank account only after confirming at Sluis, with a code when the last one is older than 5 minutes (I6, edge case 58)',
  async (t) => {
    const { demo, desk, newVisitor } = await setUpDemo(t)
    const daan = person('Daan')
    const v = await newVisitor({ scheme: 'dark' })
    await logInWithSluis(v, demo.kade, 'Daan')
    await v.follow('Profile')
    await v.sees('Profile')

    await desk.moveOn(6)
    await v.follow(/^(?:Change|Add) your bank account$/u)
    await v.sees('Confirm that it is you')
    await v.press('Confirm at Sluis')
    await enterPassword(v, daan)
    await enterCode(v, freshCode(daan.totpSecret!))
    await v.sees('Change bank account')
    await v.field('Account number (IBAN)').fill('NL91 ABNA 0417 1643 01')
    await v.press('Save')
    await v.shows("This account number doesn't add up. Check the digits")
    await v.checkPage()
    await v.field('Account number (IBAN)').fill('nl91abna0417164300')
    await v.press('Save')
    await v.shows('Your bank account number has been changed.')
    await v.shows(/4300$/u)
    await v.checkPage()

    await desk.moveOn(6)
    await v.page.goto(`${demo.kade}/profile/bank-account`)
    await v.sees('Confirm that it is you')
  },
)

export const twoEmployers = journey(
  'Emma has two employers, one past its date: she sets up once and switches company without another code (C1–C6, E10)',
  async (t) => {
    const { demo, desk, newVisitor } = await setUpDemo(t)
    const emma = person('Emma')
    const v = await newVisitor()
    await logInAtKade(v, demo.kade, emma)
    await v.sees('Time to secure your account')
    await v.shows('required at Drukkerij Letterlust')
    await v.press('Set up 2FA')
    await enterPassword(v, emma)
    await grantAccess(v)
    await proveByMail(v, desk, emma)
    await goThroughWizard(v)
    await v.follow('On to Kade')
    await v.sees('Welcome, Emma')
    const here = await v.page
      .locator('main')
      .getByText(/^(?:Zorggroep Waterlelie|Drukkerij Letterlust)$/u)
      .innerText()
    const there = here === 'Drukkerij Letterlust' ? 'Zorggroep Waterlelie' : 'Drukkerij Letterlust'
    const slips = await v.page.getByRole('link', { name: /€/u }).allInnerTexts()

    const menu = v.page.getByRole('navigation', { name: 'Main menu' }).filter({ visible: true })
    assert.equal((await menu.getByRole('link').allInnerTexts()).at(-1), 'Switch company', 'last in the menu')
    await v.follow('Switch company')
    await v.sees('Switch company')
    await v.press(`Choose ${there}`)
    await v.sees('Welcome, Emma')
    await v.page.locator('main').getByText(there, { exact: true }).waitFor()
    const others = await v.page.getByRole('link', { name: /€/u }).allInnerTexts()
    assert.ok(others.length > 0 && others.every((slip) => !slips.includes(slip)))
  },
)

export const manyCompanies = journey(
  'Henk searches his client companies and switches; after he has left Kade and Sluis, Lars gets only his own in the same browser (C4, C5, edge cases 33, 45)',
  async (t) => {
    const { demo, newVisitor } = await setUpDemo(t)
    const v = await newVisitor()
    await logInWithSluis(v, demo.kade, 'Henk')
    await v.follow('Switch company')
    await v.sees('Switch company')
    await v.field('Search your companies').fill('knip')
    await v.press('Search')
    await v.shows('1 company found')
    await v.checkPage()
    await v.press('Choose Kapsalon Knip')
    await v.sees('Welcome, Henk')
    await v.shows('You are not on the payroll here')
    await v.page.goto(`${demo.kade}/companies?q=nowhere`)
    await v.shows('No company with that name')
    await v.checkPage()

    // Home leads into a company at once; the same link from anywhere else asks.
    const [zwaan, loon] = [/^Café De Zwaan/u, /^Bloemsierkunst Van Loon/u]
    await openIn(v, demo.provider)
    await v.sees('Hello, Henk Postma')
    const stranger = await v.page.getByRole('link', { name: loon }).getAttribute('href')
    await v.follow(zwaan)
    await v.sees('Welcome, Henk')
    await v.page.locator('main .lead').filter({ hasText: zwaan }).waitFor()
    await v.page.goto(stranger!)
    await v.sees('Open Bloemsierkunst Van Loon?')
    await v.follow('Stay in Café De Zwaan')
    await v.sees('Welcome, Henk')
    await v.page.locator('main .lead').filter({ hasText: zwaan }).waitFor()
    await v.page.goto(stranger!)
    await v.press('Switch to Bloemsierkunst Van Loon')
    await v.sees('Welcome, Henk')
    await v.page.locator('main .lead').filter({ hasText: loon }).waitFor()

    await openAccountMenu(v)
    await v.press('Log out')
    await v.sees('Log out of Sluis too?')
    await v.press('Log out here')
    await v.shows('You are logged out of Kade.')
    await v.sees('Log in')

    const lars = person('Lars')
    await logInAtKade(v, demo.kade, lars)
    await v.sees('Welcome, Lars')
    await v.page.locator('main').getByText('Kwekerij Zonnedauw').waitFor()
    assert.equal(await popUp(v).count(), 0)
    assert.equal(await v.page.getByRole('link', { name: 'Switch company' }).count(), 0)
    await v.page.goto(`${demo.kade}/companies`)
    assert.doesNotMatch(await v.page.content(), /Henk|Kapsalon|Cijferhof/u)
    await openIn(v, demo.provider)
    await v.sees('Log in')
    assert.equal(await v.field('E-mail address').inputValue(), '')
  },
)
