// Judging a logout token: whether Sluis really says that a session, or all of a person, has ended. Each check of OpenID
// Connect Back-Channel Logout 1.0 §2.6, in its order.
import { type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose'
import { accept, refuse, type Decision } from '@sluis/server-kit/decision'
import { SluisUnreachable } from './unreachable.ts'

/** With `sid` that session; without, all that the person has here. `endedAt`: when that ended, by Sluis' clock. */
export type LogoutClaims = { jti: string; issuedAt: Date; endedAt: Date } & (
  { sid: string; sub: string | null } | { sid: null; sub: string }
)
export type TokenRefusal = 'not-signed-by-sluis' | 'not-a-logout-token'

const EVENT = 'http://schemas.openid.net/event/backchannel-logout'
/** Older ones are no news; clocks may differ by so much. */
const MAX_AGE_SECONDS = 300
const CLOCK_SKEW_SECONDS = 10

/** `keys` are Sluis' own. Throws SluisUnreachable where they cannot be had. */
export async function checkLogoutToken(
  token: string,
  expected: { issuer: string; clientId: string; keys: JWTVerifyGetKey },
  now: Date,
): Promise<Decision<LogoutClaims, TokenRefusal>> {
  const payload = await verified(token, expected, now)
  if (payload === null) return refuse('not-signed-by-sluis')
  const { jti, sid, sub, events, iat, aud, exp, toe } = payload as JWTPayload &
    Record<'sid' | 'events' | 'toe', unknown>
  if (aud !== expected.clientId && !(Array.isArray(aud) && aud.length === 1)) return refuse('not-a-logout-token')
  if (!isName(jti) || iat === undefined || exp === undefined) return refuse('not-a-logout-token')
  if (sid !== undefined && !isName(sid)) return refuse('not-a-logout-token')
  if (sub !== undefined && !isName(sub)) return refuse('not-a-logout-token')
  // "Time of event" (RFC 8417 §2.2). Of the future it would end what is yet to begin.
  if (toe !== undefined && !(typeof toe === 'number' && toe >= 0 && toe <= iat)) return refuse('not-a-logout-token')
  if (!isLogoutEvent(events)) return refuse('not-a-logout-token')
  // An ID token has one; so nobody can pass one off as this (Back-Channel Logout 1.0 §2.4).
  if ('nonce' in payload) return refuse('not-a-logout-token')
  const about = { jti, issuedAt: new Date(iat * 1000), endedAt: new Date((toe ?? iat) * 1000) }
  if (sid !== undefined) return accept({ ...about, sid, sub: sub ?? null })
  return sub === undefined ? refuse('not-a-logout-token') : accept({ ...about, sid: null, sub })
}

async function verified(
  token: string,
  { issuer, clientId, keys }: { issuer: string; clientId: string; keys: JWTVerifyGetKey },
  now: Date,
): Promise<JWTPayload | null> {
  try {
    const { payload } = await jwtVerify(token, keys, {
      // By name: never what the token itself says ("none", or HS256 with the public key as its secret, CVE-2026-18569).
      algorithms: ['ES256'],
      typ: 'logout+jwt',
      issuer,
      audience: clientId,
      requiredClaims: ['iat', 'exp', 'jti', 'events'],
      maxTokenAge: MAX_AGE_SECONDS,
      clockTolerance: CLOCK_SKEW_SECONDS,
      currentDate: now,
    })
    return payload
  } catch (error) {
    if (error instanceof SluisUnreachable) throw error
    return null
  }
}

const isName = (value: unknown): value is string => typeof value === 'string' && /^[!-~]{1,255}$/.test(value)

/** Exactly the one member, and nothing in it. */
function isLogoutEvent(events: unknown): boolean {
  if (typeof events !== 'object' || events === null || Array.isArray(events)) return false
  const value = (events as Record<string, unknown>)[EVENT]
  return (
    Object.keys(events).length === 1 &&
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.keys(value).length === 0
  )
}
