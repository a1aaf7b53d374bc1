// A device without a browser, in tests: it asks for a code, shows it, and polls (RFC 8628).
import type { CookieBrowser, Page } from '@sluis/test-kit'
import { fill } from './openid-driver.ts'
import type { World } from './running-world.ts'
import { driveSignIn, navigate, type TestPerson } from './sign-in-driver.ts'

type Answer = { status: number; body: Record<string, unknown>; retryAfter: string | null }
export type ShownCode = { device_code: string; user_code: string; verification_uri: string; [more: string]: unknown }

/** A public application that is registered for it. */
export const TERMINAL = 'terminal'

export async function registerTerminal(
  { identity, clock }: World,
  more: { knownPeopleOnly?: boolean } = {},
): Promise<void> {
  await identity.applications.upsert(
    { clientId: TERMINAL, name: 'Kade CLI', secret: null, kind: 'native', hasDeviceGrant: true, ...more },
    clock.now(),
  )
}

/** `userAgent`: as the device calls itself. */
export function device({ settings: { issuer } }: World, clientId = TERMINAL, userAgent = 'kade-cli/1.0') {
  const send = async (path: string, fields: Record<string, string>): Promise<Answer> => {
    const response = await fetch(issuer + path, {
      method: 'POST',
      headers: { 'user-agent': userAgent },
      body: new URLSearchParams({ client_id: clientId, ...fields }),
    })
    const body = (await response.json()) as Record<string, unknown>
    return { status: response.status, body, retryAfter: response.headers.get('retry-after') }
  }
  return {
    ask: (fields: Record<string, string> = {}) =>
      send('/oidc/device', { scope: 'openid profile email offline_access', ui_locales: 'en', ...fields }),
    async code(fields: Record<string, string> = {}): Promise<ShownCode> {
      const { status, body } = await this.ask(fields)
      if (status !== 200) throw new Error(`no code: ${status} ${JSON.stringify(body)}`)
      return body as ShownCode
    },
    poll: ({ device_code }: Pick<ShownCode, 'device_code'>) =>
      send('/oidc/token', { grant_type: 'urn:ietf:params:oauth:grant-type:device_code', device_code }),
    refresh: (refreshToken: string) =>
      send('/oidc/token', { grant_type: 'refresh_token', refresh_token: refreshToken }),
  }
}

export const typeCode = async (browser: CookieBrowser, code: string): Promise<Page> =>
  fill(browser, await navigate(browser, '/device'), { user_code: code }, '/device')

/** Types the code, and signs in as far as this person gets: to the page that asks. */
export const openDevice = async (
  world: World,
  who: TestPerson,
  { user_code }: Pick<ShownCode, 'user_code'>,
  browser = world.browser(),
): Promise<{ browser: CookieBrowser; page: Page }> => ({
  browser,
  page: await driveSignIn(browser, world, await typeCode(browser, user_code), who),
})

export const answerDevice = (browser: CookieBrowser, page: Page, answer: 'allow' | 'refuse'): Promise<Page> =>
  fill(browser, page, { answer }, page.url.pathname)
