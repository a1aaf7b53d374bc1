// Without the phone: a recovery code instead, and what then happens to the old phone.
import assert from 'node:assert/strict'
import { codeAt, freshCode } from './fixtures/phone.ts'
import { journey, setUpDemo, person } from './fixtures/journey.ts'
import { enterCode, enterPassword, goThroughWizard, grantAccess, logInAtKade } from './fixtures/steps.ts'
import type { Visitor } from './fixtures/visitor.ts'

async function enterRecoveryCode(v: Visitor, typed: string): Promise<void> {
  await v.sees('Enter the code')
  await v.follow(/^Try another way/u)
  await v.follow(/^A recovery code/u)
  await v.sees('Use a recovery code')
  await v.field('Recovery code').fill(typed)
  await v.press('Log in')
}

export const recovers = journey(
  'Mees gets in with a recovery code, however it is typed; “gone for good” ends the old phone and sets up a new one (P4, I10, edge cases 1, 2, 14)',
  async (t) => {
    const { demo, desk, newVisitor } = await setUpDemo(t)
    const mees = person('Mees')
    const [first, second] = mees.recoveryCodes as [string, string]

    const v = await newVisitor()
    await logInAtKade(v, demo.kade, mees)
    await enterPassword(v, mees)
    await enterRecoveryCode(v, ` ${first.toLowerCase().replaceAll('-', '  ')} `)
    await v.sees('Where is your phone?')
    await v.shows('You are through. You have 9 recovery codes left.')
    await v.press('Confirm')
    await v.shows('Choose one')
    await v.checkPage()
    await v.page.getByRole('radio', { name: 'Not with me' }).check()
    await v.press('Confirm')
    await grantAccess(v)
    await v.sees('Welcome, Mees')
    const mail = await desk.mail(mees.email, /^Er is een herstelcode gebruikt/u)
    assert.match(mail.text, /Er zijn er nog 9/u)

    // His phone still works, the code does not.
    const home = await newVisitor()
    await logInAtKade(home, demo.kade, mees)
    await enterPassword(home, mees)
    await enterRecoveryCode(home, first)
    await home.shows("That recovery code isn't right or was used before. You have 9 recovery codes left")
    await home.checkPage()
    await home.follow(/^Try another way/u)
    await home.follow(/^A code from your authenticator app/u)
    await enterCode(home, freshCode(mees.totpSecret!))
    await home.sees('Welcome, Mees')

    const lost = await newVisitor()
    await logInAtKade(lost, demo.kade, mees)
    await enterPassword(lost, mees)
    await enterRecoveryCode(lost, second.replaceAll('-', ''))
    await lost.sees('Where is your phone?')
    await lost.page.getByRole('radio', { name: 'Gone for good, or a new phone' }).check()
    await lost.press('Confirm')
    await lost.sees('Connect your app')
    await lost.shows(/^The codes of your old phone no longer work\./u)
    const { secret, codes } = await goThroughWizard(lost)
    assert.ok(!codes.includes(mees.recoveryCodes[2]!), 'new recovery codes')
    await lost.follow('On to Kade')
    await lost.sees('Welcome, Mees')

    const then = await newVisitor()
    await logInAtKade(then, demo.kade, mees)
    await enterPassword(then, mees)
    await enterCode(then, codeAt(mees.totpSecret!))
    await then.shows(/isn.t right\. Look for/u)
    await enterCode(then, freshCode(secret))
    await then.sees('Welcome, Mees')
  },
)
