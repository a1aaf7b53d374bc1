// The business app of the bench, which does as Kade does: pushes its request, exchanges the code, renews, asks the API.

import { createHash, randomBytes } from 'node:crypto'
import type { Answer, Visitor } from './client.ts'

export const CLIENT = {
  id: 'kade',
  secret: 'a-client-secret-of-the-bench-alone',
  redirect: 'http://localhost:9/signed-in',
}

export type Tokens = { access_token: string; refresh_token: string; id_token: string }
type Endpoints = { pushed_authorization_request_endpoint: string; authorization_endpoint: string } & {
  token_endpoint: string
  userinfo_endpoint: string
}

export type Application = Awaited<ReturnType<typeof application>>

/** `server`: how the application itself reaches Sluis. */
export async function application(issuer: string, server: Visitor) {
  const discovery = await server.ask(`${issuer}/.well-known/openid-configuration`)
  const at = JSON.parse(discovery.body) as Endpoints
  const basic = `Basic ${Buffer.from(`${CLIENT.id}:${CLIENT.secret}`).toString('base64')}`

  async function post<Body>(via: Visitor, address: string, fields: Record<string, string>): Promise<Body> {
    const answer = await via.ask(address, {
      method: 'POST',
      headers: { authorization: basic, accept: 'application/json' },
      body: new URLSearchParams(fields).toString(),
    })
    if (answer.status >= 400) throw new Error(`${answer.status} at ${answer.url.pathname}: ${answer.body}`)
    return JSON.parse(answer.body) as Body
  }

  let apiToken: Promise<string> | null = null
  const newToken = (): Promise<string> =>
    post<Tokens>(server, at.token_endpoint, { grant_type: 'client_credentials', scope: 'directory obligation' }).then(
      ({ access_token: token }) => token,
    )
  const askWith = (token: string, method: string, path: string, body?: unknown): Promise<Answer> =>
    server.ask(issuer + path, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
  async function call(method: string, path: string, body?: unknown): Promise<Answer> {
    const used = (apiToken ??= newToken())
    let answer = await askWith(await used, method, path, body)
    if (answer.status === 401) {
      // It has expired. Whoever else finds the same takes the new one.
      if (apiToken === used) apiToken = newToken()
      answer = await askWith(await apiToken, method, path, body)
    }
    if (answer.status >= 400) throw new Error(`${method} ${path}: ${answer.status} ${answer.body}`)
    return answer
  }

  return {
    /** A request that is pushed, counted with `via`: where the browser is sent, and the verifier. */
    async begin(via: Visitor, more: Record<string, string> = {}): Promise<{ address: string; verifier: string }> {
      const verifier = randomBytes(32).toString('base64url')
      const { request_uri: reference } = await post<{ request_uri: string }>(
        via,
        at.pushed_authorization_request_endpoint,
        {
          client_id: CLIENT.id,
          response_type: 'code',
          redirect_uri: CLIENT.redirect,
          scope: 'openid profile email offline_access',
          state: randomBytes(16).toString('base64url'),
          nonce: randomBytes(16).toString('base64url'),
          code_challenge: createHash('sha256').update(verifier).digest('base64url'),
          code_challenge_method: 'S256',
          ui_locales: 'en',
          ...more,
        },
      )
      const query = new URLSearchParams({ client_id: CLIENT.id, request_uri: reference })
      return { address: `${at.authorization_endpoint}?${query}`, verifier }
    },
    /** `back`: the answer that leads to the application. */
    redeem(via: Visitor, back: Answer, verifier: string): Promise<Tokens> {
      const code = back.next?.origin === new URL(CLIENT.redirect).origin ? back.next.searchParams.get('code') : null
      if (code === null || code === undefined) throw new Error(`not back at the application: ${back.url.pathname}`)
      return post(via, at.token_endpoint, {
        grant_type: 'authorization_code',
        code,
        redirect_uri: CLIENT.redirect,
        code_verifier: verifier,
      })
    },
    renew: (via: Visitor, token: string): Promise<Tokens> =>
      post(via, at.token_endpoint, { grant_type: 'refresh_token', refresh_token: token }),
    userinfo: (via: Visitor, token: string): Promise<Answer> =>
      via.ask(at.userinfo_endpoint, { headers: { authorization: `Bearer ${token}` } }),
    call,
    /** Where the clock was moved beyond the life of its token. */
    forgetToken: () => void (apiToken = null),
  }
}
