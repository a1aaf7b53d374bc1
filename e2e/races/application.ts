// The business app of the tests, acting by itself: client credentials, the directory and obligation APIs, the token
// endpoint.
import type { Send } from './sending.ts'
import { CLIENT } from './settings.ts'

export type Said = { status: number; body: Record<string, unknown> }

export function application(issuer: string, send: Send) {
  const basic = `Basic ${Buffer.from(`${CLIENT.id}:${encodeURIComponent(CLIENT.secret).replaceAll('%20', '+')}`).toString('base64')}`
  let token: Promise<string> | null = null

  async function said(request: Request): Promise<Said> {
    const response = await send(request)
    const text = await response.text()
    return {
      status: response.status,
      body: (text.startsWith('{') ? JSON.parse(text) : { text }) as Record<string, unknown>,
    }
  }
  const ofToken = (fields: Record<string, string>): Promise<Said> =>
    said(
      new Request(`${issuer}/oidc/token`, {
        method: 'POST',
        headers: { authorization: basic },
        body: new URLSearchParams(fields),
      }),
    )

  async function fetchToken(): Promise<string> {
    const { status, body } = await ofToken({ grant_type: 'client_credentials', scope: 'directory obligation' })
    if (status !== 200) throw new Error(`no token for the application: ${status} ${JSON.stringify(body)}`)
    return body['access_token'] as string
  }

  return {
    /** The token endpoint, as this application. */
    token: ofToken,
    redeem: (code: string, verifier: string): Promise<Said> =>
      ofToken({ grant_type: 'authorization_code', code, redirect_uri: CLIENT.redirect, code_verifier: verifier }),
    refresh: (refreshToken: string): Promise<Said> =>
      ofToken({ grant_type: 'refresh_token', refresh_token: refreshToken }),
    /** With a new token where the old one is no longer taken. */
    async call(method: string, path: string, body?: unknown): Promise<Said> {
      for (let tries = 1; ; tries++) {
        token ??= fetchToken()
        // A failure is not kept: the next call asks again.
        token.catch(() => void (token = null))
        const headers = {
          authorization: `Bearer ${await token}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        }
        const answer = await said(
          new Request(issuer + path, {
            method,
            headers,
            ...(body === undefined ? {} : { body: JSON.stringify(body) }),
          }),
        )
        if (answer.status !== 401 || tries === 2) return answer
        token = null
      }
    },
  }
}
export type Application = ReturnType<typeof application>
