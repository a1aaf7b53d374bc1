// Sending a browser to Sluis: the request is pushed, what must be kept is kept, and the browser that begins is marked.
import { randomToken } from '@sluis/ground'
import type { Parts } from '#parts'
import type { Ask } from '#sluis/openid.ts'
import { keepWayOut } from './cookies.ts'
import type { PageRequest } from './visit.ts'

/**
 * `returnTo`: a local path. `loginId`: who is signed in here now, so that nobody comes back as somebody else unnoticed.
 */
export async function goToSluis(
  parts: Parts,
  c: PageRequest,
  ask: Omit<Ask, 'language'>,
  { returnTo, loginId }: { returnTo: string; loginId: string | null },
): Promise<Response> {
  const { url, state, nonce, verifier } = await parts.openId.begin({ ...ask, language: c.get('say').language })
  const secret = randomToken()
  await parts.waysOut.begin(
    state,
    secret,
    { nonce, verifier, askedAcr: ask.acr ?? null, askedMaxAge: ask.maxAgeSeconds ?? null, returnTo, loginId },
    parts.clock.now(),
  )
  keepWayOut(c, state, secret)
  return c.redirect(url, 303)
}

/**
 * Where a request was going, for coming back to it: what a form sent cannot be sent again, so that leads to the start.
 */
export const returnPath = (c: PageRequest): string =>
  c.req.method === 'GET' ? `${c.req.path}${new URL(c.req.url).search}` : '/'
