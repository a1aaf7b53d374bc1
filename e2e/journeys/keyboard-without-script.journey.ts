// Everything by keyboard and without JavaScript: "Later" first, the next day the whole wizard.
import assert from 'node:assert/strict'
import type { Locator } from 'playwright-core'
import { freshCode, wrongCode } from './fixtures/phone.ts'
import { journey, setUpDemo, person } from './fixtures/journey.ts'
import { readSetupKey, shownCodes } from './fixtures/steps.ts'
import type { Visitor } from './fixtures/visitor.ts'

/** Presses Tab until the target has the focus, as somebody without a mouse does. */
async function tabTo(v: Visitor, target: Locator): Promise<void> {
  const focused = target.and(v.page.locator(':focus'))
  for (let press = 0; press < 60; press++) {
    if ((await focused.count()) > 0) return
    await v.page.keyboard.press('Tab')
  }
  assert.fail(`Tab does not lead to ${String(target)}`)
}
const button = (v: Visitor, name: string) => v.page.getByRole('button', { name, exact: true })

async function writes(v: Visitor, label: string, text: string): Promise<void> {
  await tabTo(v, v.field(label))
  await v.page.keyboard.type(text)
}
async function presses(v: Visitor, target: Locator, key: 'Enter' | 'Space' = 'Enter'): Promise<void> {
  await tabTo(v, target)
  await v.page.keyboard.press(key)
}

export const byKeyboard = journey(
  'Ahmed, by keyboard and without JavaScript, puts it off once and sets it up the day after (U-1, E5, E11, M1, M15)',
  async (t) => {
    const { demo, desk, newVisitor } = await setUpDemo(t)
    const ahmed = person('Ahmed')
    const v = await newVisitor({ script: false, scheme: 'dark' })
    const logIn = async () => {
      await v.page.goto(demo.kade)
      await v.sees('Log in')
      await writes(v, 'E-mail address', ahmed.email)
      await writes(v, 'Password', ahmed.password)
      await v.page.keyboard.press('Enter')
    }
    await v.page.goto(demo.kade)
    await v.sees('Log in')
    await logIn()
    await v.page.getByRole('heading', { name: 'Stel tweestapsverificatie in' }).waitFor()
    // His known language is Dutch; from here on the language that he chose applies.
    await presses(v, v.page.getByRole('link', { name: 'English', exact: true }))
    await v.sees('Welcome, Ahmed')
    await v.page.getByRole('heading', { name: 'Set up two-step verification' }).waitFor()
    await presses(v, button(v, 'Later (3 left)'))
    await v.shows('All right, later. We will ask again tomorrow.')
    const banner = v.page.getByRole('region', { name: 'Two-step verification' })
    const lastDay = /The last day without it is (.+)\./u.exec(await banner.innerText())![1]!
    await presses(v, v.page.getByRole('link', { name: 'Payslips', exact: true }).filter({ visible: true }))
    await v.sees('Payslips')
    assert.match(await banner.innerText(), new RegExp(lastDay, 'u'))

    await desk.moveOn(24 * 60 + 5)
    await v.page.reload()
    await v.shows('You were away for a while, so we logged you out. Log in to go on.')
    await logIn()
    await button(v, 'Later (2 left)').waitFor()
    await v.checkPage()
    await presses(v, button(v, 'Set up 2FA'))

    await v.sees('Enter your password')
    await writes(v, 'Password', ahmed.password)
    await v.page.keyboard.press('Enter')
    await v.sees('Grant access to Kade')
    await presses(v, button(v, 'Grant access'), 'Space')
    const secret = await readSetupKey(v)
    assert.equal(await button(v, 'Copy').count(), 0, 'no button that needs a script')
    await presses(v, button(v, 'Next'))
    await v.sees('Enter the 6 digits')
    await writes(v, '6-digit code', wrongCode(secret))
    await v.page.keyboard.press('Enter')
    await v.shows(/isn.t right\. Look for/u)
    await v.checkPage()
    await writes(v, '6-digit code', freshCode(secret))
    await presses(v, button(v, 'Next'))
    await v.sees('Keep your recovery codes')
    await shownCodes(v)
    await presses(v, button(v, 'I have kept them'), 'Space')
    await v.sees('Two-step verification is on')
    await presses(v, v.page.getByRole('link', { name: 'On to Kade', exact: true }))
    await v.sees('Welcome, Ahmed')
    assert.equal(await banner.count(), 0)
  },
)
