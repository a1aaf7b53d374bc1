// People with telephones in tests: numbers that nobody has had before, and the codes that come to them.
import type { CookieBrowser, Page, Sms } from '@sluis/test-kit'
import type { World } from './running-world.ts'
import { fill } from './openid-driver.ts'
import { type TestPerson, signInAs } from './sign-in-driver.ts'

let numbers = 0
/** A Dutch mobile number in a range of its own, so that no cap is shared. */
export const newNumber = (): string => `+316${String(10_000_000 + 100_000 * ++numbers)}`

const receiver = (sms: Sms): string => `+${sms.to.replaceAll(/\D/gu, '').replace(/^00/u, '')}`
/** How many SMS went to this number. */
export const smsTo = (world: World, number: string): Sms[] =>
  world.sms.messages.filter((sms) => receiver(sms) === number)
/** The code in the newest of so many SMS to a number. */
export async function codeSentTo(world: World, number: string, nth = 1): Promise<string> {
  const text = await world.sms.waitFor(
    (sms) => receiver(sms) === number && smsTo(world, number).indexOf(sms) >= nth - 1,
  )
  return /\d{6}/u.exec(text.text)![0]
}
export const anotherCode = (code: string, by = 1): string => String((Number(code) + by) % 1_000_000).padStart(6, '0')

/** Presses the button that sends a code, whatever it is called. */
export const pressSend = (browser: CookieBrowser, page: Page): Promise<Page> =>
  fill(
    browser,
    page,
    {},
    page.forms.find(({ action }) => action.includes('/send') || action.includes('/again'))!.action,
  )

/** Whether text messages may be somebody's only second factor at this company. */
export async function setSmsFirst(world: World, company: string, smsFirst: boolean): Promise<void> {
  const { rows } = await world.provider.database.pool.query<{ id: string }>(
    'select id from company where external_id = $1',
    [company],
  )
  await world.identity.companies.setPolicy(rows[0]!.id, { remembersBrowsers: false, smsFirst })
}

export type PersonWithPhone = TestPerson & { number: string }
let people = 0
/** Somebody whom codes are texted to. */
export async function withPhone(
  world: World,
  more: { totpSecret?: string; recoveryCodes?: string[] } = {},
  companies: readonly string[] = ['required'],
): Promise<PersonWithPhone> {
  const number = newNumber()
  return { ...(await world.person(`phone-${++people}`, companies, { phone: number, ...more })), number }
}
/** Before their second factor, whichever is asked first. */
export async function atSecondFactor(
  world: World,
  who: TestPerson,
): Promise<{ browser: CookieBrowser; page: Page; next: string }> {
  const { browser, page } = await signInAs(world, who)
  return { browser, page, next: page.url.searchParams.get('next')! }
}
export const smsPagePath = (next: string, path = ''): string => `/sign-in/text${path}?next=${encodeURIComponent(next)}`
export const RECOVERY_CODES = [...Array(10).keys()].map((n) => `${n}ABCDEFGHJKMNPQRSTVWXYZ1`)
