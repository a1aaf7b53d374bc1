// Signing out: ending a session at Sluis and at Kade, the list of devices, a shared computer (I8, edge cases 44, 45).
import { journey, setUpDemo, person } from './fixtures/journey.ts'
import { pressTwice, chooseSluisAtKade, enterEmail, enterPassword, isOutAtKade, openIn } from './fixtures/steps.ts'
import type { Visitor } from './fixtures/visitor.ts'

/** Lars signs in to Kade with Sluis, and grants access if it is asked. */
async function inAtKade(v: Visitor, kade: string): Promise<void> {
  const lars = person('Lars')
  await chooseSluisAtKade(v, kade)
  await enterEmail(v, lars)
  await enterPassword(v, lars)
  const access = v.page.getByRole('button', { name: v.labels.grant })
  const welcome = v.page.getByRole('heading', { level: 1, name: v.labels.welcome('Lars') })
  await access.or(welcome).waitFor()
  if (await access.isVisible()) await access.click()
  await welcome.waitFor()
}
export const signsOut = journey(
  'Lars logs out at Sluis, and Kade’s next request is signed out; on another device he ends a session from the list, without JavaScript',
  async (t) => {
    const { demo, newVisitor } = await setUpDemo(t)
    const v = await newVisitor()
    await inAtKade(v, demo.kade)
    const atKade = v.page
    const atSluis = await v.openTab()
    await openIn(v, `${demo.provider}/sign-out`)
    await v.sees('Log out')
    await v.press('Log out here')
    await v.sees('You are logged out')
    v.switchTo(atKade)
    await isOutAtKade(v, demo.kade)
    await v.shows(/You logged out at Sluis or on another device/u)
    await atSluis.close()

    const laptop = await newVisitor({ script: false })
    const phone = await newVisitor({ width: 320, scheme: 'dark', language: 'nl' })
    await inAtKade(laptop, demo.kade)
    await inAtKade(phone, demo.kade)
    await phone.page.goto(`${demo.kade}/log-out`)
    await phone.sees('Uitloggen')
    await openIn(phone, `${demo.provider}/account/sessions`)
    await phone.sees('Waar je bent ingelogd')
    await phone.page.goto(`${demo.provider}/sign-out`)
    await phone.sees('Uitloggen')
    await openIn(laptop, `${demo.provider}/account/sessions`)
    await laptop.sees('Where you are logged in')
    const other = laptop.page
      .getByRole('listitem')
      .filter({ hasText: 'Used for: Kade' })
      .filter({ hasNotText: 'This device' })
    await pressTwice(laptop, 'Log out', 'Yes, log out', other)
    await laptop.shows('That device is logged out.')
    await laptop.sees('Where you are logged in')
    await laptop.shows('You are logged in nowhere else')
    await isOutAtKade(phone, demo.kade)
    await laptop.page.goto(`${demo.kade}/payslips`)
    await laptop.sees('Payslips')

    // Everywhere, from Kade: both devices ask the next person for a password.
    await laptop.page.goto(`${demo.kade}/log-out`)
    await laptop.sees('Log out')
    await laptop.press('Log out everywhere')
    await laptop.sees('Log out of Sluis too?')
    await laptop.shows(/You logged out of Kade\. You are logged in to Sluis as Lars Visser\./u)
    await laptop.press('Log out everywhere')
    await laptop.sees('You are logged out everywhere')
    await laptop.follow('Back to Kade')
    await laptop.shows('You are logged out of Kade.')
    await chooseSluisAtKade(laptop, demo.kade)
    await laptop.sees('Log in')
  },
)
