// "This was not me": from the mail to a locked account, unlocked by the owner of the roll-out, and set up again.
import assert from 'node:assert/strict'
import type { Desk } from './fixtures/desk.ts'
import { freshCode } from './fixtures/phone.ts'
import { journey, setUpDemo, person } from './fixtures/journey.ts'
import {
  chooseSluisAtKade,
  enterCode,
  enterEmail,
  enterPassword,
  goThroughWizard,
  grantAccess,
  isOutAtKade,
  logInAtKade,
  openIn,
  proveByMail,
} from './fixtures/steps.ts'
import type { Visitor } from './fixtures/visitor.ts'

/** The administrator's page, after the code that it asks for. */
async function openAdmin(v: Visitor, provider: string): Promise<void> {
  const noor = person('Noor')
  await openIn(v, provider)
  await enterEmail(v, noor)
  await enterPassword(v, noor)
  await enterCode(v, freshCode(noor.totpSecret!))
  await v.sees('Hello, Noor van Dijk')
  await v.follow('Roll-outs')
  await v.sees('Roll-outs')
}

/** From the wall into Kade. Access that was granted once is not asked again. */
async function throughTheWall(v: Visitor, kade: string, desk: Desk, { grants }: { grants: boolean }): Promise<void> {
  const fatima = person('Fatima')
  await logInAtKade(v, kade, fatima)
  await v.sees('Time to secure your account')
  await v.press('Set up 2FA')
  await enterPassword(v, fatima)
  if (grants) await grantAccess(v)
  await proveByMail(v, desk, fatima)
  await goThroughWizard(v)
  await v.follow('On to Kade')
  await v.sees('Welcome, Fatima')
}

export const notMe = journey(
  'Fatima locks her account from the mail; nobody gets in until Noor unlocks it with a reason, and then only by a mailed code (edge cases 4, 57)',
  async (t) => {
    const { demo, desk, newVisitor } = await setUpDemo(t)
    const fatima = person('Fatima')
    const v = await newVisitor()
    await throughTheWall(v, demo.kade, desk, { grants: true })

    const mail = await desk.mail(fatima.email, /^Tweestapsverificatie staat aan/u)
    const reader = await newVisitor()
    // The link from the plain text, opened in a browser that is not signed in.
    const link = /http:\/\/\S+\/not-me\/\S+/u.exec(mail.text)![0]
    const button = mail.view.getByRole('link', { name: 'Dit was ik niet' })
    assert.equal(await button.getAttribute('href'), link)
    // On a phone the desk shows the mail at its width, and down to its button.
    await desk.page.setViewportSize({ width: 360, height: 740 })
    assert.deepEqual(
      await button.evaluate((element) => {
        const { bottom } = element.getBoundingClientRect()
        const { scrollWidth, clientWidth } = document.documentElement
        return [bottom <= innerHeight, scrollWidth <= clientWidth]
      }),
      [true, true],
    )
    await reader.page.goto(link)
    await reader.sees('Was this not you?')
    await reader.page.reload()
    await reader.press('Lock my account')
    await reader.sees('Your account is locked')
    await reader.page.goto(link)
    await reader.sees('This link no longer works')
    await desk.mail(fatima.email, /^Je account is geblokkeerd/u)

    // The other session ends at Sluis immediately, and at Kade as soon as the logout is delivered.
    await v.page.goto(`${demo.provider}/account`)
    await v.sees('Log in')
    await isOutAtKade(v, demo.kade)
    await chooseSluisAtKade(v, demo.kade)
    await enterEmail(v, fatima)
    await enterPassword(v, fatima)
    await v.sees('Your account is locked')
    await v.shows(/Ask the HR department of your employer to have it opened\./u)
    const second = await newVisitor({ width: 360 })
    await logInAtKade(second, demo.kade, fatima)
    await second.sees('Your account is locked')
    assert.doesNotMatch(await second.page.content(), /€/u)

    const noor = await newVisitor()
    await openAdmin(noor, demo.provider)
    const card = noor.page.locator('section').filter({ hasText: fatima.email })
    await card.getByRole('button', { name: 'Open the account' }).click()
    await noor.shows('Enter a reason; it stands in the audit trail')
    await noor.checkPage()
    await card.getByLabel('Reason').fill('Called back on the number in the personnel file')
    await card.getByRole('button', { name: 'Open the account' }).click()
    await noor.page.getByText('None.', { exact: true }).waitFor()

    const again = await newVisitor({ scheme: 'dark' })
    await throughTheWall(again, demo.kade, desk, { grants: false })
  },
)

export const movesDate = journey(
  'Noor moves a date later, never earlier, and Kade shows the new last day (E10, E11)',
  async (t) => {
    const { demo, newVisitor } = await setUpDemo(t)
    const joost = await newVisitor({ scheme: 'dark' })
    await logInAtKade(joost, demo.kade, person('Joost'))
    await joost.sees('Welcome, Joost')
    const banner = joost.page.getByRole('region', { name: 'Two-step verification' })
    const before = await banner.innerText()

    const noor = await newVisitor()
    await openAdmin(noor, demo.provider)
    const row = noor.page.getByRole('row').filter({ hasText: 'Zorggroep Waterlelie' })
    const move = async (date: string, reason: string) => {
      if (!(await row.getByLabel('New date').isVisible())) await row.getByText('Move the date').click()
      await row.getByLabel('New date').fill(date)
      await row.getByLabel('Reason').fill(reason)
      await row.getByRole('button', { name: 'Move', exact: true }).click()
    }
    await move('2026-01-31', 'to see what it says')
    await noor.shows('A published date never moves earlier. Choose a later one')
    await noor.checkPage()
    // The language can be changed on the response to a form, too.
    await noor.follow('Nederlands')
    await noor.sees('Uitrol')
    await noor.follow('English')
    await noor.sees('Roll-outs')
    await move('2031-02-01', '')
    await noor.shows('Enter a reason; it stands in the audit trail')
    await move('2031-02-01', 'The unions asked for more time')
    await row.getByText('1 February 2031').waitFor()
    await noor.checkPage()

    const later = await newVisitor()
    await logInAtKade(later, demo.kade, person('Joost'))
    await later.sees('Welcome, Joost')
    const after = await later.page.getByRole('region', { name: 'Two-step verification' }).innerText()
    assert.notEqual(after, before)
    assert.match(after, /The last day without it is (?:Friday,? )?31 January 2031/u)
  },
)
