// People and applications acting in tests: an authorization request, the pages of the sign-in, and the tokens at its
// end.
import type { CookieBrowser, Page } from '@sluis/test-kit'
import { softPhone } from '@sluis/test-kit'
import { decodeJwt, type JWTPayload } from 'jose'
import { createHash, randomBytes } from 'node:crypto'
import { CLIENT, apiClient, PASSWORD, type World } from './running-world.ts'

export type AuthorizationRequest = { address: string; verifier: string; state: string }

/** An authorization request of Kade, with PKCE. `more`: acr_values, prompt, … */
export function authorizationRequest(issuer: string, more: Record<string, string> = {}): AuthorizationRequest {
  const verifier = randomBytes(32).toString('base64url')
  const state = randomBytes(8).toString('base64url')
  const query = new URLSearchParams({
    client_id: CLIENT.id,
    response_type: 'code',
    redirect_uri: CLIENT.redirect,
    scope: 'openid profile email offline_access',
    state,
    nonce: 'n-1',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ui_locales: 'en',
    ...more,
  })
  return { address: `${issuer}/oidc/auth?${query}`, verifier, state }
}

/**
 * Follows redirects as far as the provider goes: the last page of it, or the redirect that leads back to the
 * application.
 */
export async function arrive(browser: CookieBrowser, page: Page): Promise<Page> {
  let here = page
  for (let hop = 0; hop < 20 && here.location && here.location.origin === here.url.origin; hop++)
    here = await browser.get(here.location)
  return here
}

export const begin = async (browser: CookieBrowser, request: AuthorizationRequest): Promise<Page> =>
  arrive(browser, await browser.get(request.address))
export const fill = async (
  browser: CookieBrowser,
  page: Page,
  fields: Record<string, string>,
  form?: string,
): Promise<Page> =>
  arrive(browser, await browser.submit(page, fields, form === undefined ? undefined : page.form(form)))

/** E-mail and password, from whatever page of the sign-in. */
export async function password(browser: CookieBrowser, page: Page, email: string, text = PASSWORD): Promise<Page> {
  const second = page.forms.some((form) => form.fields.some((field) => field.name === 'password'))
    ? page
    : await fill(browser, page, { username: email }, 'username')
  return fill(browser, second, { password: text }, 'password')
}

/** The green code as the page shows it. */
export function setupKeyOf(page: Page): string {
  const code =
    /<code[^>]*id="setup-key[^"]*"[^>]*>(.*?)<\/code>/s.exec(page.body) ??
    /([A-Z2-7]{32})/.exec(page.body.replace(/<[^>]+>/g, ''))
  return (code?.[1] ?? '').replace(/<[^>]+>|\s/g, '')
}

/** The whole wizard, from its first page to what comes after the recovery codes. Answers with the secret. */
export async function enrol(
  world: World,
  browser: CookieBrowser,
  first: Page,
): Promise<{ secret: string; page: Page; codes: string[]; used: string }> {
  const secret = setupKeyOf(first)
  const used = softPhone(secret).codeAt(world.clock.phoneTime())
  const codesPage = await fill(browser, first, { code: used }, 'code')
  const codes = [...codesPage.body.matchAll(/[0-9A-Z]{4}(?:-[0-9A-Z]{4}){5}/g)].map((match) => match[0])
  return { secret, codes, used, page: await fill(browser, codesPage, { kept: 'yes' }, 'kept') }
}

/** What came back to the application: the query of the redirect. */
export const answerOf = (page: Page): URLSearchParams => {
  if (!page.location || page.location.origin !== new URL(CLIENT.redirect).origin)
    throw new Error(
      `not back at the application but at ${page.url.href} (${page.status}): ${page.heading} ${page.text.slice(0, 300)}`,
    )
  return page.location.searchParams
}

export type Tokens = { idToken: JWTPayload; accessToken: string; refreshToken: string }

export async function redeem(
  issuer: string,
  request: AuthorizationRequest,
  page: Page,
  clientId = CLIENT.id,
): Promise<Tokens> {
  const code = answerOf(page).get('code')
  if (!code) throw new Error(`no code but ${answerOf(page).toString()}`)
  const { status, body } = await apiClient(issuer, clientId).token({
    grant_type: 'authorization_code',
    code,
    redirect_uri: CLIENT.redirect,
    code_verifier: request.verifier,
  })
  if (status !== 200) throw new Error(`no tokens: ${status} ${JSON.stringify(body)}`)
  return {
    idToken: decodeJwt(body['id_token'] as string),
    accessToken: body['access_token'] as string,
    refreshToken: body['refresh_token'] as string,
  }
}
