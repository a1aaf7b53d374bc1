// People recovering an account, in tests: the newest mail of a kind, its link, and a new password chosen behind it.
import type { CookieBrowser, Mail, Page } from '@sluis/test-kit'
import type { World } from './running-world.ts'
import { fill } from './openid-driver.ts'

export const NEW_PASSWORD = 'paarse fietsen rijden door'

/** The newest mail to this address with such a subject, after those that were there `before`. */
export async function mailTo(world: World, email: string, subject: RegExp, before = 0): Promise<Mail> {
  const fits = (mail: Mail): boolean => mail.to.includes(email) && subject.test(mail.subject)
  await world.mail.waitFor((mail) => fits(mail) && world.mail.messages.filter(fits).length > before)
  return world.mail.messages.findLast(fits)!
}
export const mailsTo = (world: World, email: string, subject: RegExp): number =>
  world.mail.messages.filter((mail) => mail.to.includes(email) && subject.test(mail.subject)).length

/** The path of the first link of this kind in a mail; its host is ours, whatever the request said. */
export function linkIn(
  world: World,
  mail: Mail,
  kind: 'forgotten' | 'new-address' | 'undo-address' | 'not-me',
): string {
  const href = new RegExp(`(http\\S+?)/${kind}/([\\w-]{43}(?:\\?[\\w%&=.-]+)?)(?!\\S)`, 'u').exec(mail.text)
  if (href?.[1] !== world.settings.issuer) throw new Error(`no link to ${kind} in "${mail.subject}": ${mail.text}`)
  return `/${kind}/${href[2]}`
}

export async function requestReset(world: World, email: string, browser = world.browser()): Promise<Page> {
  return fill(browser, await browser.get('/forgotten'), { username: email }, '/forgotten')
}
export const RESET = /^Choose a new password$/u

/** The link of a fresh mail. */
export async function resetLink(world: World, email: string): Promise<string> {
  const before = mailsTo(world, email, RESET)
  const sent = await requestReset(world, email)
  if (sent.heading !== 'Look in your mail') throw new Error(`${sent.status} ${sent.heading}`)
  return linkIn(world, await mailTo(world, email, RESET, before), 'forgotten')
}
export const chooseNewPassword = async (
  browser: CookieBrowser,
  link: string,
  password = NEW_PASSWORD,
): Promise<Page> => {
  const page = await browser.get(link)
  return page.status === 200 ? fill(browser, page, { 'new-password': password }, link) : page
}

/** Closes the account by the "this was not me" link of a mail. */
export async function lockAccountByLink(world: World, mail: Mail): Promise<Page> {
  const browser = world.browser()
  const link = linkIn(world, mail, 'not-me')
  return fill(browser, await browser.get(link), {}, link)
}
