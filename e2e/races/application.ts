// The business app of the tests: client credentials, the directory and obligation APIs, the token endpoint.
import type { Send } from './http-client.ts'
import { CLIENT } from './settings.ts'

export type ApiResponse = { status: number; body: Record<string, unknown> }

export function application(issuer: string, send: Send) {
  const basic = `Basic ${Buffer.from(`${CLIENT.id}:${encodeURIComponent(CLIENT.secret).replaceAll('%20', '+')}`).toString('base64')}`
  let token: Promise<string> | null = null

  async function sendJson(request: Request): Promise<ApiResponse> {
    const response = await send(request)
    const text = await response.text()
    return {
      status: response.status,
      body: (text.startsWith('{') ? JSON.parse(text) : { text }) as Record<string, unknown>,
    }
  }
  const requestToken = (fields: Record<string, string>): Promise<ApiResponse> =>
    sendJson(
      new Request(`${issuer}/oidc/token`, {
        method: 'POST',
        headers: { authorization: basic },
        body: new URLSearchParams(fields),
      }),
    )

  async function fetchToken(): Promise<string> {
    const { status, body } = await requestToken({ grant_type: 'client_credentials', scope: 'directory obligation' })
    if (status !== 200) throw new Error(`no token for the application: ${status} ${JSON.stringify(body)}`)
    return body['access_token'] as string
  }

  return {
    /** The token endpoint, as this application. */
    token: requestToken,
    redeem: (code: string, verifier: string): Promise<ApiResponse> =>
      requestToken({ grant_type: 'authorization_code', code, redirect_uri: CLIENT.redirect, code_verifier: verifier }),
    refresh: (refreshToken: string): Promise<ApiResponse> =>
      requestToken({ grant_type: 'refresh_token', refresh_token: refreshToken }),
    /** A device of this application asks for a code. */
    deviceCode: (fields: Record<string, string>): Promise<ApiResponse> =>
      sendJson(
        new Request(`${issuer}/oidc/device`, {
          method: 'POST',
          headers: { authorization: basic },
          body: new URLSearchParams(fields),
        }),
      ),
    pollDevice: (deviceCode: string): Promise<ApiResponse> =>
      requestToken({ grant_type: 'urn:ietf:params:oauth:grant-type:device_code', device_code: deviceCode }),
    introspect: (what: string): Promise<ApiResponse> =>
      sendJson(
        new Request(`${issuer}/oidc/introspect`, {
          method: 'POST',
          headers: { authorization: basic },
          body: new URLSearchParams({ token: what }),
        }),
      ),
    /** With a new token when the old one is no longer accepted. */
    async call(method: string, path: string, body?: unknown): Promise<ApiResponse> {
      for (let tries = 1; ; tries++) {
        token ??= fetchToken()
        // A failure is not cached: the next call asks again.
        token.catch(() => void (token = null))
        const headers = {
          authorization: `Bearer ${await token}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        }
        const answer = await sendJson(
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
