// The logout token: our signed word to an application that a session has ended, or all that a person has there (OpenID
// Connect Back-Channel Logout 1.0 §2.4).
import { randomToken } from '@sluis/server-kit/random'
import { importJWK, type JWK, SignJWT } from 'jose'

/** Two minutes at the most (ASVS 10.5.5). */
const LIFETIME_SECONDS = 120
const EVENT = 'http://schemas.openid.net/event/backchannel-logout'

/**
 * `sid` and `sub` both: some applications keep the one, some the other. Without `sid` all sessions of the person are
 * meant, and `toe` (RFC 8417 §2.2) says since when: what began later stays, however late the token arrives. A nonce
 * must not be there, lest it pass for an ID token. `key`: of the algorithm that the application's ID tokens have
 * (Back-Channel Logout 1.0 §2.6).
 */
export async function logoutToken(
  about: { issuer: string; clientId: string; sub: string; sid: string | null; since: Date },
  key: JWK,
  now: Date,
): Promise<string> {
  const issuedAt = seconds(now)
  const whose = about.sid === null ? { toe: seconds(about.since) } : { sid: about.sid }
  return new SignJWT({ ...whose, events: { [EVENT]: {} } })
    .setProtectedHeader({ alg: key.alg!, kid: key.kid!, typ: 'logout+jwt' })
    .setIssuer(about.issuer)
    .setAudience(about.clientId)
    .setSubject(about.sub)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + LIFETIME_SECONDS)
    .setJti(randomToken(16))
    .sign(await importJWK(key))
}

const seconds = (at: Date): number => Math.floor(at.getTime() / 1000)
