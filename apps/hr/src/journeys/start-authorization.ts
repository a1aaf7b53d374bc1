// Sending a browser to Sluis: the request is pushed, what must be kept is kept, and the browser that begins is marked.
import { randomToken } from '@sluis/server-kit/random'
import type { Deps } from '#deps'
import type { AuthorizationParams } from '#sluis/openid.ts'
import { saveRequestSecret } from './cookies.ts'
import type { PageRequest } from './request-context.ts'

/** What a page says, once, to somebody who comes back from setting up: `?said=…`. */
export const SET_UP = 'set-up'

/** Whom Sluis is to expect, as somebody typed it; undefined for what is no address. */
export function loginHintIn(typed: string): string | undefined {
  const hint = typed.trim()
  return /^[^\s\p{Cc}]{3,254}$/u.test(hint) ? hint : undefined
}

/**
 * `returnTo`: a local path. `loginId`: who is signed in here now, so that nobody comes back as somebody else unnoticed.
 */
export async function startAuthorization(
  deps: Deps,
  c: PageRequest,
  params: Omit<AuthorizationParams, 'language'>,
  { returnTo, loginId }: { returnTo: string; loginId: string | null },
): Promise<Response> {
  const { url, state, nonce, verifier } = await deps.openId.begin({ ...params, language: c.get('t').language })
  const secret = randomToken()
  await deps.authorizationRequests.begin(
    state,
    secret,
    { nonce, verifier, askedAcr: params.acr ?? null, askedMaxAge: params.maxAgeSeconds ?? null, returnTo, loginId },
    deps.clock.now(),
  )
  saveRequestSecret(c, state, secret)
  return c.redirect(url, 303)
}

/**
 * Where a request was going, for coming back to it: what a form sent cannot be sent again, so that leads to the start.
 */
export const returnPath = (c: PageRequest): string =>
  c.req.method === 'GET' ? `${c.req.path}${new URL(c.req.url).search}` : '/'
