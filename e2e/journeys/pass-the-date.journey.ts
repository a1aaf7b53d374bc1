// The exact date: a minute before it a password is enough, from it on nobody gets in with a password only.
import assert from 'node:assert/strict'
import { journey, setUpDemo, person } from './fixtures/journey.ts'
import { enterPassword, goThroughWizard, grantAccess, logInAtKade, popUp, proveByMail } from './fixtures/steps.ts'
import type { Visitor } from './fixtures/visitor.ts'

const TANDWIEL = 'Rijwielhandel Het Tandwiel'

export const passesTheDate = journey(
  'Grace is let in a minute before the date; from the date on every address leads the old password to the wall, and the wall leads in (E1–E6, M3, P3)',
  async (t) => {
    const { demo, desk, newVisitor } = await setUpDemo(t)
    const grace = person('Grace')
    await desk.minuteFromDate('before', TANDWIEL)
    const old = await newVisitor()
    await logInAtKade(old, demo.kade, grace)
    await popUp(old).getByRole('button', { name: 'Later (last time)' }).waitFor()
    const first = old.page
    const late = await old.openTab()
    await late.goto(demo.kade)
    await popUp(old).getByRole('button', { name: 'Later (last time)' }).waitFor()
    old.switchTo(first)
    await old.press('Later (last time)')
    await old.shows('All right, later. That was the last time: the next time we ask, you set it up.')
    await old.shows(/^Set up two-step verification\. Today is the last day without it/u)
    await old.page.getByRole('link', { name: /€/u }).first().click()
    await old.sees(/^Payslip /u)
    const slip = old.page.url()
    assert.equal((await old.context.request.get(`${slip}/pdf`)).headers()['content-type'], 'application/pdf')

    await desk.minuteFromDate('after', TANDWIEL)
    for (const path of [
      '/',
      '/payslips',
      new URL(slip).pathname,
      '/leave',
      '/profile',
      '/profile/bank-account',
      '/companies',
    ]) {
      await old.page.goto(`${demo.kade}${path}`)
      await old.sees('Time to secure your account')
      assert.doesNotMatch(await old.page.content(), /€|Payslip|IBAN/u, path)
    }
    await old.shows(`logging in with two-step verification is required at ${TANDWIEL}`)
    const pdf = await old.context.request.get(`${slip}/pdf`)
    assert.deepEqual([pdf.status(), pdf.headers()['content-type']?.startsWith('text/html')], [403, true])
    await old.page.goBack()
    await old.sees('Time to secure your account')
    // The "Later" button that was still open in the other tab.
    old.switchTo(late)
    await old.press('Later (last time)')
    await old.sees('Time to secure your account')

    const v = await newVisitor({ scheme: 'dark' })
    await logInAtKade(v, demo.kade, grace)
    await v.sees('Time to secure your account')
    // No form is sent again by Back or a reload; the help leads on, and back.
    await v.follow('I have no smartphone')
    await v.sees('Help with two-step verification')
    await v.page.goBack()
    await v.sees('Time to secure your account')
    await v.page.reload()
    await v.sees('Time to secure your account')
    await v.follow('I have no smartphone')
    await v.shows('Set it up in Kade')
    await v.page.getByRole('link', { name: 'Back to Kade' }).first().click()
    await v.sees('Time to secure your account')
    await v.page.goto(demo.kade)
    await v.sees('Log in')
    await logInAtKade(v, demo.kade, grace)
    await v.sees('Time to secure your account')
    await v.press('Set up 2FA')
    await enterPassword(v, grace)
    await grantAccess(v)
    await v.sees('First, check that it is you')
    await noBypass(v, demo)
    await proveByMail(v, desk, grace)
    await v.sees('Connect your app')
    await v.shows(`${TANDWIEL} requires two-step verification in Kade since `)
    const buttons = await v.page
      .locator('main')
      .getByRole('button')
      .or(v.page.locator('main').getByRole('link'))
      .allInnerTexts()
    assert.deepEqual(buttons, ['No app yet?', 'No smartphone?', 'Copy', 'Next', 'Log out'])
    await goThroughWizard(v)
    await v.follow('On to Kade')
    await v.sees('Welcome, Grace')

    // A session that began with the password only must prove the second factor, now that there is one.
    old.switchTo(first)
    await old.page.goto(`${demo.kade}/payslips`)
    await old.sees('Enter your password')
  },
)

/** With the password only: direct addresses, the back button and a second tab lead to the guard; Kade stays closed. */
async function noBypass(v: Visitor, { provider, kade }: { provider: string; kade: string }): Promise<void> {
  const guard = v.page.url()
  const next = new URL(guard).searchParams.get('next')!
  const query = `?next=${encodeURIComponent(next)}`
  for (const address of [
    next,
    `${next}/access`,
    `/enrol${query}`,
    `/enrol/no-smartphone${query}`,
    `/enrol/code${query}`,
    `/enrol/recovery-codes${query}`,
    `/enrol/done${query}`,
    '/',
    '/account',
    '/account/two-step',
  ]) {
    await v.page.goto(`${provider}${address}`)
    await v.sees('First, check that it is you')
  }
  await v.page.goBack()
  await v.sees('First, check that it is you')
  const first = v.page
  const second = await v.openTab()
  await second.goto(`${kade}/payslips`)
  await v.sees('Log in')
  await v.press('Log in with Sluis')
  await grantAccess(v)
  await v.sees('First, check that it is you')
  await second.close()
  v.switchTo(first)
  await v.page.goto(guard)
}

export const usedUpLater = journey(
  'Piotr, who has used up every “Later”, can continue a minute before the date and not from the date on (E1, E4)',
  async (t) => {
    const { demo, desk, newVisitor } = await setUpDemo(t)
    const piotr = person('Piotr')
    await desk.minuteFromDate('before', TANDWIEL)
    const v = await newVisitor()
    await logInAtKade(v, demo.kade, piotr)
    await popUp(v).getByRole('button', { name: 'Continue this time' }).waitFor()
    await v.shows('Today is the last day without it.')
    await v.checkPage()
    const first = v.page
    const late = await v.openTab()
    await late.goto(demo.kade)
    v.switchTo(first)
    await v.press('Continue this time')
    await v.sees('Welcome, Piotr')
    await v.shows(/^Set up two-step verification\. Today is the last day without it/u)
    assert.equal(await popUp(v).count(), 0)

    await desk.minuteFromDate('after', TANDWIEL)
    v.switchTo(late)
    await v.press('Continue this time')
    await v.sees('Time to secure your account')
    v.switchTo(first)
    await v.page.reload()
    await v.sees('Time to secure your account')
  },
)
