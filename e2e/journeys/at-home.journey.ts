// Setting up from Sluis Home, without Kade; the help page; codes of a phone with a wrong clock or other digits.
import assert from 'node:assert/strict'
import { codeAt, freshCode } from './fixtures/phone.ts'
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

export const fromHome = journey(
  'Joost follows the profile icon and My details to “Enable two-factor authentication”, and the page then says it is on (P1–P9, I1)',
  async (t) => {
    const { demo, desk, newVisitor } = await setUpDemo(t)
    const joost = person('Joost')
    const v = await newVisitor()
    await openIn(v, `${demo.provider}/account`)
    await enterEmail(v, joost)
    await enterPassword(v, joost)
    await v.sees('My details')
    await v.page.goto(demo.provider)
    await v.sees('Hello, Joost van den Berg')
    await v.page.locator('summary').filter({ hasText: 'Your account' }).click()
    await v.page.locator('.menu-sheet').getByRole('link', { name: 'My details' }).click()
    await v.sees('My details')
    // The password was entered a while ago, so it is asked again.
    await desk.moveOn(6)
    await v.follow('Enable two-factor authentication')
    await enterPassword(v, joost)
    await proveByMail(v, desk, joost)
    await goThroughWizard(v)
    await v.follow('To My details')
    await v.sees('My details')
    const card = v.page
      .locator('section')
      .filter({ has: v.page.getByRole('heading', { name: 'Two-step verification' }) })
    assert.match(await card.innerText(), /On[\s\S]*joost@waterlelie\.example[\s\S]*10 left/u)
    assert.equal(await v.page.getByRole('link', { name: 'Enable two-factor authentication' }).count(), 0)
    // From Home into Kade, which asks for no password of its own, and speaks Joost’s language.
    await v.page.goto(demo.provider)
    await v.follow('Open Kade')
    await grantAccess(v)
    await v.sees('Welkom, Joost')
  },
)

export const readsHelp = journey(
  'the help page opens without a session, its questions by keyboard and by their address (H1–H4)',
  async (t) => {
    const { demo, newVisitor } = await setUpDemo(t)
    const v = await newVisitor({ width: 360, scheme: 'dark' })
    await v.page.goto(`${demo.provider}/help`)
    await v.sees('Help with two-step verification')
    const question = v.page.locator('summary').filter({ hasText: 'if I cannot log in to the app?' })
    const answer = v.page.getByText('Click Enable two-factor authentication and follow the steps.')
    assert.equal(await answer.isVisible(), false)
    await question.focus()
    await v.page.keyboard.press('Enter')
    await answer.waitFor()
    await v.page.keyboard.press('Space')
    await answer.waitFor({ state: 'hidden' })

    await v.page.goto('about:blank')
    await v.page.goto(`${demo.provider}/help#no-phone`)
    await v.page.getByText(/use one of your recovery codes/u).waitFor()

    await v.page.getByLabel('Search in help').fill('stolen phone')
    await v.press('Search')
    await v.sees('Search in help')
    await v.page.getByText(/log out everywhere else under My details, so that nobody/u).waitFor()
    await v.follow('What changes, and why')
    await v.sees('What changes, and why')
    await v.page.locator('main').getByRole('link', { name: 'Messages from us' }).click()
    await v.sees('Messages from us')

    const dutch = await newVisitor({ language: 'nl' })
    await dutch.page.goto(`${demo.provider}/help`)
    await dutch.sees('Hulp bij tweestapsverificatie')
  },
)

export const asksFromKade = journey(
  'from the pop-up and the banner of Kade the help opens at the matching answer, and so do the help links of the steps at Sluis (H5)',
  async (t) => {
    const { demo, newVisitor } = await setUpDemo(t)
    const onPhone = await newVisitor({
      width: 360,
      context: { userAgent: 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Mobile/15E148' },
    })
    await logInAtKade(onPhone, demo.kade, person('Piotr'))
    await popUp(onPhone).getByRole('link', { name: 'How to set it up' }).click()
    await onPhone.sees('Help with two-step verification')
    await onPhone.page.getByText('Copy the green code at the bottom of the page.').waitFor()
    await onPhone.page.goto(`${demo.kade}/leave`)
    await onPhone.follow('I have no smartphone')
    await onPhone.sees('Help with two-step verification')
    await onPhone.page.getByText(/You don.t have to buy a phone for this/u).waitFor()

    const v = await newVisitor()
    const olivia = person('Olivia')
    await chooseSluisAtKade(v, demo.kade)
    await enterEmail(v, olivia)
    await v.follow('Help')
    await v.page.getByText(/choose “Forgot your password\?”\. We send/u).waitFor()
    await v.page.goBack()
    await enterPassword(v, olivia)
    await v.page.getByRole('heading', { level: 1, name: 'Enter the code' }).waitFor()
    await v.follow('Help')
    await v.page.getByText('Set the date and time of your phone to automatic.').first().waitFor()
  },
)

export const clockOff = journey(
  'Olivia’s phone is 5 minutes slow: the page says so and never accepts the code; codes in groups and in Arabic digits are accepted (edge cases 12, 14, U-6, U-7)',
  async (t) => {
    const { demo, newVisitor } = await setUpDemo(t)
    const olivia = person('Olivia')
    const secret = olivia.totpSecret!
    const v = await newVisitor()
    await chooseSluisAtKade(v, demo.kade)
    await enterEmail(v, olivia)
    await enterPassword(v, olivia)
    await enterCode(v, codeAt(secret, -5))
    await v.shows(/^Your code fits, but your phone.s clock is 5 minutes behind ours\. Set date and time to automatic/u)
    await v.checkPage()
    const code = freshCode(secret)
    await enterCode(
      v,
      code.replaceAll(/\d/gu, (digit) => String.fromCodePoint(0x660 + Number(digit))),
    )
    await grantAccess(v)
    await v.sees('Welcome, Olivia')

    const again = await newVisitor()
    await chooseSluisAtKade(again, demo.kade)
    await enterEmail(again, olivia)
    await enterPassword(again, olivia)
    const next = freshCode(secret)
    await enterCode(again, `${next.slice(0, 3)} ${next.slice(3)}`)
    await again.sees('Welcome, Olivia')
  },
)
