// People signing in, in tests: each page is answered as its owner would, until one comes that they have no answer to.
import type { CookieBrowser, Page } from '@sluis/test-kit'
import { softPhone } from '@sluis/test-kit'
import { encodeBase32 } from '@sluis/otp'
import { randomBytes } from 'node:crypto'
import { CODE_SIGNS, CODES_PER_SET, codeOf } from '#identity/recovery/recovery-codes.ts'
import { CLIENT, PASSWORD, type World } from './running-world.ts'
import {
  arrive,
  type AuthorizationRequest,
  authorizationRequest,
  begin,
  fill,
  redeem,
  type Tokens,
} from './openid-driver.ts'

export type TestPerson = {
  id: string
  sub: string
  email: string
  secret?: string
  recoveryCodes?: string[]
  password?: string
}
export type EnrolledPerson = TestPerson & { secret: string; recoveryCodes: string[] }

/** Somebody who set everything up before. */
export async function enrolledPerson(
  world: World,
  id: string,
  companies: readonly string[],
  more: { administrator?: boolean } = {},
): Promise<EnrolledPerson> {
  const secret = encodeBase32(randomBytes(20))
  const recoveryCodes = Array.from({ length: CODES_PER_SET }, () => codeOf(randomBytes(CODE_SIGNS)))
  return {
    ...(await world.person(id, companies, { totpSecret: secret, recoveryCodes, ...more })),
    secret,
    recoveryCodes,
  }
}

/** What the phone shows now. */
export const codeNow = (world: World, { secret }: { secret: string }): string =>
  softPhone(secret).codeAt(world.clock.phoneTime())
/** What it shows after the step that may have been used already. */
export function freshCode(world: World, who: { secret: string }): string {
  world.clock.moveBy(30_000)
  return codeNow(world, who)
}
/** Six digits that no phone shows within ten minutes. */
export function wrongCode(world: World, { secret }: { secret: string }): string {
  const phone = softPhone(secret)
  const near = new Set(
    Array.from({ length: 61 }, (_, at) =>
      phone.codeAt(new Date(world.clock.phoneTime().getTime() + (at - 30) * 30_000)),
    ),
  )
  for (let number = 0; ; number++)
    if (!near.has(String(number).padStart(6, '0'))) return String(number).padStart(6, '0')
}

/** Answers page after page: address, password, code, access. Stops at the application, or at a page of another kind. */
export async function driveSignIn(browser: CookieBrowser, world: World, first: Page, who: TestPerson): Promise<Page> {
  let page = first
  for (let pages = 0; pages < 10; pages++) {
    const path = page.url.pathname
    if (page.location || page.status >= 400) return page
    if (path === '/sign-in') page = await fill(browser, page, { username: who.email }, 'username')
    else if (path === '/sign-in/password')
      page = await fill(browser, page, { password: who.password ?? PASSWORD }, 'password')
    else if (path === '/sign-in/code' && who.secret !== undefined)
      page = await fill(browser, page, { code: freshCode(world, { secret: who.secret }) }, 'code')
    else if (path.endsWith('/access')) page = await arrive(browser, await browser.submit(page, {}, page.form(path)))
    else return page
  }
  return page
}

/** From an application's request as far as this person gets. */
export const signInAs = async (
  world: World,
  who: TestPerson,
  more: Record<string, string> = {},
  browser = world.browser(),
): Promise<{ browser: CookieBrowser; request: AuthorizationRequest; page: Page }> => {
  const request = authorizationRequest(world.settings.issuer, more)
  return { browser, request, page: await driveSignIn(browser, world, await begin(browser, request), who) }
}

/** A whole sign-in with its tokens. */
export async function signInWithTokens(
  world: World,
  who: TestPerson,
  more: Record<string, string> = {},
  browser = world.browser(),
): Promise<Tokens & { browser: CookieBrowser }> {
  const { request, page } = await signInAs(world, who, more, browser)
  return { ...(await redeem(world.settings.issuer, request, page)), browser }
}

/** The page of an address, after its redirects. */
export const navigate = async (browser: CookieBrowser, address: string): Promise<Page> =>
  arrive(browser, await browser.get(address))

/** A page's posted form as a browser without that page would make it: right cookies, right token, any fields. */
export async function postForm(
  browser: CookieBrowser,
  address: string,
  fields: Record<string, string>,
  from = '/help',
): Promise<Page> {
  const { body } = await browser.get(from)
  const shown = /name="csrf" value="([^"]+)"/u.exec(body)?.[1] ?? (await csrfOf(browser))
  return browser.post(address, { csrf: shown, ...fields })
}
/** The page that a posted form leads to: a refusal has an address of its own. */
export const submitAndFollow = async (...form: Parameters<typeof postForm>): Promise<Page> =>
  arrive(form[0], await postForm(...form))
async function csrfOf(browser: CookieBrowser): Promise<string> {
  const pages = ['/sign-in?next=%2F&other', '/account', '/sign-in/password?next=%2F', '/sign-in/code?next=%2F']
  for (const address of pages) {
    const found = /name="csrf" value="([^"]+)"/u.exec((await arrive(browser, await browser.get(address))).body)?.[1]
    if (found !== undefined) return found
  }
  throw new Error('no page of this browser has a form')
}

export const voucherFor = async (world: World, person: string): Promise<string> => {
  const { status, body } = await world.api.call('POST', '/api/vouchers', { person })
  if (status !== 201) throw new Error(`no voucher: ${status}`)
  return (body as { voucher: string }).voucher
}
export const statusOf = async (world: World, person: string): Promise<Record<string, unknown>> =>
  (await world.api.call('GET', `/api/obligations/${person}`)).body as Record<string, unknown>
export const refresh = (world: World, refreshToken: string) =>
  world.api.token({ grant_type: 'refresh_token', refresh_token: refreshToken })
export const userinfo = (world: World, accessToken: string): Promise<Response> =>
  fetch(`${world.settings.issuer}/oidc/userinfo`, { headers: { authorization: `Bearer ${accessToken}` } })

/** A company whose roll-out has dates of its own, in milliseconds from now; with it a person who works there. */
export async function companyWith(
  world: World,
  company: string,
  [announce, prompt, required]: readonly [number, number, number],
  more: { snoozes?: number; snoozeHours?: number } = {},
): Promise<{ requiredAt: Date }> {
  const application = (await world.identity.applications.findByClientId(CLIENT.id))!
  const companyId = await world.identity.companies.upsert(application.id, {
    externalId: company,
    name: `Bedrijf ${company}`,
    timezone: 'Europe/Amsterdam',
  })
  const now = world.clock.now().getTime()
  const requiredAt = new Date(now + required)
  await world.identity.rollouts.create({
    companyId,
    applicationId: application.id,
    announceAt: new Date(now + announce),
    promptAt: new Date(now + prompt),
    requiredAt,
    ...more,
  })
  return { requiredAt }
}
