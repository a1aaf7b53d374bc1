// Drives the provider's pages in race tests: an authorization request, the password, and the pages of each step.
import type { CookieBrowser, Page } from '@sluis/test-kit'
import { createHash, randomBytes } from 'node:crypto'
import assert from 'node:assert/strict'
import { type Human, PASSWORD, type RaceWorld } from './race-world.ts'
import { CLIENT } from './settings.ts'

export type Request = { address: string; verifier: string }

/** An authorization request of the application, with PKCE. `more`: acr_values, voucher, … */
export function authorizationRequest(issuer: string, more: Record<string, string> = {}): Request {
  const verifier = randomBytes(32).toString('base64url')
  const query = new URLSearchParams({
    client_id: CLIENT.id,
    response_type: 'code',
    redirect_uri: CLIENT.redirect,
    scope: 'openid profile email offline_access',
    state: randomBytes(8).toString('base64url'),
    nonce: 'n-1',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ui_locales: 'en',
    ...more,
  })
  return { address: `${issuer}/oidc/auth?${query}`, verifier }
}

/** Follows redirects within the provider: returns its last page, or the redirect back to the application. */
export async function arrive(browser: CookieBrowser, page: Page): Promise<Page> {
  let here = page
  for (let hop = 0; hop < 20 && here.location && here.location.origin === here.url.origin; hop++)
    here = await browser.get(here.location)
  return here
}
export const fill = async (
  browser: CookieBrowser,
  page: Page,
  fields: Record<string, string>,
  form: string,
): Promise<Page> => arrive(browser, await browser.submit(page, fields, page.form(form)))

/** The code that was returned to the application, or null when this page is the provider's. */
export const codeOf = (page: Page): string | null =>
  page.location?.origin === new URL(CLIENT.redirect).origin ? page.location.searchParams.get('code') : null

/** E-mail and password, by the forms of the pages. */
export async function passwordOn(browser: CookieBrowser, page: Page, email: string): Promise<Page> {
  const second = page.forms.some((form) => form.fields.some((field) => field.name === 'password'))
    ? page
    : await fill(browser, page, { username: email }, 'username')
  return fill(browser, second, { password: PASSWORD }, 'password')
}

/** A new browser in which this person has proved the password, and the page that followed. */
export async function withPassword(
  world: RaceWorld,
  person: Human,
  next = '/account',
): Promise<{ browser: CookieBrowser; page: Page }> {
  const browser = world.browser()
  const page = await passwordOn(
    browser,
    await arrive(browser, await browser.get(`/sign-in?next=${encodeURIComponent(next)}`)),
    person.email,
  )
  return { browser, page }
}

/**
 * A new browser on the first page of the wizard, with the application's voucher as second proof; the authorization
 * request waits behind it.
 */
export async function atWizard(
  world: RaceWorld,
  person: Human,
): Promise<{ browser: CookieBrowser; page: Page; request: Request }> {
  const browser = world.browser()
  const request = authorizationRequest(world.instance.issuer, {
    voucher: await voucherFor(world, person),
    acr_values: 'urn:sluis:acr:two-factor',
  })
  const access = await passwordOn(browser, await arrive(browser, await browser.get(request.address)), person.email)
  return { browser, page: await fill(browser, access, {}, 'csrf'), request }
}

export async function voucherFor(world: Pick<RaceWorld, 'app'>, person: Human): Promise<string> {
  const { status, body } = await world.app.call('POST', '/api/vouchers', { person: person.id })
  if (status !== 201) throw new Error(`no voucher: ${status} ${JSON.stringify(body)}`)
  return body['voucher'] as string
}

/** From the first page of the wizard to the one that asks for the first code. */
export async function atFirstCode(browser: CookieBrowser, first: Page): Promise<{ secret: string; page: Page }> {
  return { secret: secretOn(first), page: await fill(browser, first, { code: '' }, 'code') }
}

/** The secret as the page shows it. */
export const secretOn = (page: Page): string =>
  (/id="setup-key"[^>]*>(.*?)<\/(?:p|code)>/s.exec(page.body)?.[1] ?? '').replaceAll(/<[^>]+>|\s/g, '')
export const recoveryCodesOn = (page: Page): string[] => [
  ...new Set(page.body.match(/[0-9A-Z]{4}(?:-[0-9A-Z]{4}){5}/g) ?? []),
]

/** The outcome of a posted code in a word, by the redirect or the page's text. */
export function outcome(page: Page): string {
  if (page.status >= 500) return `fault ${page.status}`
  // A refusal is told at an address: of starting again, or of the same page with a note.
  const isRefused = page.location?.searchParams.has('note') ?? false
  if (isRefused) return page.location!.pathname === '/sign-in/again' ? 'start again' : 'locked'
  if (page.status === 303) return `to ${page.location!.pathname}`
  if (/was used already|already used/i.test(page.text)) return 'already used'
  if (page.status === 429) return /log in again/i.test(page.heading) ? 'start again' : 'locked'
  if (/isn't right/i.test(page.text)) return 'wrong'
  return `${page.status} ${page.heading}: ${page.text.slice(0, 300)}`
}

/** No page was an error, no process has logged one since the last check, and all still run. */
export function assertNoFault(world: RaceWorld, pages: readonly { status: number }[]): void {
  const faults = world.faults()
  assert.deepEqual({ faulty: pages.filter(({ status }) => status >= 500).length, faults }, { faulty: 0, faults: [] })
  // A transaction that is done once more after one hides it from whoever asked, and from the log.
  assert.deepEqual(world.deadlocks(), [], 'two transactions took locks in different orders (rule 10)')
  assert.ok(world.processes.every((each) => each.isAlive()))
}

/**
 * As assertNoFault, for so many concurrent requests that an overloaded machine may refuse some with 503; returns how
 * many.
 */
export function turnedAway(world: RaceWorld, pages: readonly { status: number }[]): number {
  const away = pages.filter(({ status }) => status === 503).length
  const faults = world
    .faults()
    .filter((line) => !/timeout exceeded when trying to connect|connection timeout/.test(line))
  assert.deepEqual(
    { faulty: pages.filter(({ status }) => status >= 500 && status !== 503).length, faults },
    { faulty: 0, faults: [] },
  )
  assert.ok(world.processes.every((each) => each.isAlive()))
  return away
}
