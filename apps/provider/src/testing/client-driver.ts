// Programs of applications in tests, each as it is registered: its requests, its codes and tokens, its questions.
import type { CookieBrowser, Page } from '@sluis/test-kit'
import { decodeJwt } from 'jose'
import assert from 'node:assert/strict'
import { answerOf, type AuthorizationRequest, authorizationRequest, begin, type Tokens } from './openid-driver.ts'
import { CLIENT, type World } from './running-world.ts'
import { driveSignIn, type TestPerson } from './sign-in-driver.ts'

export const PKCE = ['code_challenge', 'code_challenge_method']

export type Answer = { status: number; body: Record<string, unknown> }
/** `without`: parameters that it leaves out. */
type Of = [clientId: string, more?: Record<string, string>, without?: readonly string[]]
type Code = { code: string; verifier?: string }

/** `person` signs in where it is asked, always in the one browser. */
export function clientDriver(world: World, person: TestPerson, browser: CookieBrowser) {
  const { issuer } = world.settings
  const driver = {
    /** An authorization request, without what is named. */
    request(
      clientId: string,
      more: Record<string, string> = {},
      without: readonly string[] = [],
    ): AuthorizationRequest {
      const request = authorizationRequest(issuer, { client_id: clientId, scope: 'openid email', ...more })
      const address = new URL(request.address)
      for (const name of without) address.searchParams.delete(name)
      return { ...request, address: address.href }
    },
    ask: async (request: AuthorizationRequest): Promise<Page> =>
      driveSignIn(browser, world, await begin(browser, request), person),
    /** What the application is told of its request, whatever has to be answered before. */
    answer: async (...request: Of): Promise<URLSearchParams> => answerOf(await driver.ask(driver.request(...request))),
    async code(...of: Of): Promise<Required<Code>> {
      const request = driver.request(...of)
      return { code: answerOf(await driver.ask(request)).get('code')!, verifier: request.verifier }
    },
    async post(path: string, fields: Record<string, string>, headers: Record<string, string> = {}): Promise<Answer> {
      const body = new URLSearchParams(fields)
      const answer = await fetch(`${issuer}/oidc/${path}`, { method: 'POST', headers, body })
      return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
    },
    /** With the client secret of tests, in the header. */
    basic: (clientId: string): Record<string, string> => ({
      authorization: `Basic ${btoa(`${clientId}:${encodeURIComponent(CLIENT.secret).replaceAll('%20', '+')}`)}`,
    }),
    exchangeOf: ({ code, verifier }: Code, redirect = CLIENT.redirect): Record<string, string> => ({
      grant_type: 'authorization_code',
      code,
      redirect_uri: redirect,
      ...(verifier !== undefined && { code_verifier: verifier }),
    }),
    redeem: (clientId: string, code: Code): Promise<Answer> =>
      driver.post('token', driver.exchangeOf(code), driver.basic(clientId)),
    /** `raw`: the ID token as it travels. */
    async tokens(clientId: string, more: Record<string, string> = {}): Promise<Tokens & { raw: string }> {
      const { status, body } = await driver.redeem(clientId, await driver.code(clientId, more))
      assert.equal(status, 200, JSON.stringify(body))
      const raw = body['id_token'] as string
      return {
        raw,
        idToken: decodeJwt(raw),
        accessToken: body['access_token'] as string,
        refreshToken: body['refresh_token'] as string,
      }
    },
    async userinfo(accessToken: string): Promise<Record<string, unknown>> {
      const headers = { authorization: `Bearer ${accessToken}` }
      return (await (await fetch(`${issuer}/oidc/userinfo`, { headers })).json()) as Record<string, unknown>
    },
    introspect: async (clientId: string, token: string): Promise<Record<string, unknown>> =>
      (await driver.post('introspect', { token }, driver.basic(clientId))).body,
  }
  return driver
}
