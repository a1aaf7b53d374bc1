// Somebody else has the password: its owner is notified, reads the activity, locks the account and gets back in alone.
import assert from 'node:assert/strict'
import type { Desk, Person } from './fixtures/desk.ts'
import { freshCode, wrongCode } from './fixtures/phone.ts'
import { journey, setUpDemo, person } from './fixtures/journey.ts'
import { enterCode, enterEmail, enterPassword, openIn } from './fixtures/steps.ts'
import type { Visitor } from './fixtures/visitor.ts'

const NEW_PASSWORD = 'natte kranten onder de deurmat'

export const readsActivity = journey(
  'Daan is notified that somebody knows his password, sees the attempts under Activity, locks his account and unlocks it with a new password and his app (I10, P15)',
  async (t) => {
    const { demo, desk, newVisitor } = await setUpDemo(t)
    const daan = person('Daan')
    const stranger = await newVisitor({ width: 360 })
    await openIn(stranger, `${demo.provider}/account`)
    await enterEmail(stranger, daan)
    await enterPassword(stranger, daan)
    await stranger.sees('Enter the code')
    const mails = await desk.mailCount(daan.email)
    for (let tries = 1; tries <= 6; tries++) {
      await stranger.types('6-digit code', wrongCode(daan.totpSecret!))
      await stranger.press('Log in')
      if (tries <= 5) await stranger.shows(/^That code isn.t right/u)
    }
    await stranger.sees('Log in again')
    const notice = await desk.mail(daan.email, /^Iemand kent je wachtwoord/u, mails)
    assert.match(notice.text, /Apparaat: Chrome op .+\nPlaats: een lokaal netwerk\n/u)
    assert.doesNotMatch(notice.text, /\/sign-in|\/account/u)

    const v = await newVisitor()
    await openIn(v, `${demo.provider}/account`)
    await enterEmail(v, daan)
    await enterPassword(v, daan)
    await enterCode(v, freshCode(daan.totpSecret!))
    await v.sees('My details')
    await v.follow('See the last 90 days')
    await v.sees('Activity')
    assert.equal(await v.page.getByText('A wrong code was entered', { exact: true }).count(), 5)
    await v.shows('Logged in')
    await v.page.emulateMedia({ colorScheme: 'dark' })
    await v.page.setViewportSize({ width: 360, height: 740 })
    await v.follow('Nederlands')
    await v.sees('Activiteit')
    await v.follow('English')
    await v.sees('Activity')

    await v.follow('Lock my account')
    await v.sees('Lock your account?')
    await v.press('Lock my account')
    await v.sees('Your account is locked')
    await desk.mail(daan.email, /^Je account is geblokkeerd/u)

    await v.follow('Choose a new password')
    await chooseByMail(v, desk, daan, NEW_PASSWORD)
    await v.follow('Log in')
    await enterPassword(v, { ...daan, password: NEW_PASSWORD })
    await enterCode(v, freshCode(daan.totpSecret!))
    await v.sees('Open your account again')
    await v.press('Open my account')
    await v.sees('Hello, Daan Mulder')
    await desk.mail(daan.email, /^Je account is weer open/u)

    // Back to the password that the desk shows.
    await v.page.goto(`${demo.provider}/forgotten`)
    await chooseByMail(v, desk, daan, daan.password)
  },
)

/** From the page that asks for the address to the one that confirms the new password. */
async function chooseByMail(v: Visitor, desk: Desk, who: Person, password: string): Promise<void> {
  await v.sees('Forgot your password?')
  await v.field('E-mail address').fill(who.email)
  const before = await desk.mailCount(who.email)
  await v.press('Send the link')
  await v.sees('Look in your mail')
  const { text } = await desk.mail(who.email, /^Kies een nieuw wachtwoord/u, before)
  await v.page.goto(/http:\/\/\S+\/forgotten\/\S+/u.exec(text)![0])
  await v.sees('Choose a new password')
  await v.field('New password').fill(password)
  await v.press('Save my new password')
  await v.sees('Log in with your new password')
}
