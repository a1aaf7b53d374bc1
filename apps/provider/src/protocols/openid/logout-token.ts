// The logout token: our signed word to an application that a session has ended (OpenID Connect Back-Channel Logout 1.0
// §2.4).
import { randomToken } from '@sluis/server-kit/random'
import { importJWK, type JWK, SignJWT } from 'jose'

/** Two minutes at the most (ASVS 10.5.5). */
const LIFETIME_SECONDS = 120
const EVENT = 'http://schemas.openid.net/event/backchannel-logout'

/**
 * `sid` and `sub` both: some applications keep the one, some the other. A nonce must not be there, lest it pass for an
 * ID token.
 */
export async function logoutToken(
  about: { issuer: string; clientId: string; sub: string; sid: string },
  key: JWK,
  now: Date,
): Promise<string> {
  const issuedAt = Math.floor(now.getTime() / 1000)
  return new SignJWT({ sid: about.sid, events: { [EVENT]: {} } })
    .setProtectedHeader({ alg: 'ES256', kid: key.kid!, typ: 'logout+jwt' })
    .setIssuer(about.issuer)
    .setAudience(about.clientId)
    .setSubject(about.sub)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + LIFETIME_SECONDS)
    .setJti(randomToken(16))
    .sign(await importJWK(key, 'ES256'))
}
