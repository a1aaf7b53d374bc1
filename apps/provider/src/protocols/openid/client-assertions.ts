// What an application may say in the proof that it signs with a key of its own, besides what the engine holds it to: a
// known key, a right signature, iss and sub its client id, exp, and a jti that works once (RFC 7523 §3). Pure.

export type Assertion = {
  header: Readonly<Record<string, unknown>>
  claims: Readonly<Record<string, unknown>>
}
/** `mayUseRs256`: registered for RS256, since it can do no better. `now`: in seconds. */
export type AssertionRule = { issuer: string; mayUseRs256: boolean; now: number }

/** How long an assertion may be good: what is kept of each against a second use lives as long. */
export const MAX_ASSERTION_SECONDS = 60 * 60
/** A key's name and a proof's id: longer than any program makes them, and kept for as long as the proof is good. */
const MAX_ID_CHARACTERS = 256
const TYPES = new Set(['jwt', 'client-authentication+jwt'])

/** How far the clocks of an application and of ours may be apart. */
export const CLOCK_TOLERANCE_SECONDS = 5

/** What is wrong with it, for the log; null for nothing. The application is told that its proof is none. */
export function assertionFault(
  { header, claims }: Assertion,
  { issuer, mayUseRs256, now }: AssertionRule,
): string | null {
  const { aud, exp, iat } = claims
  // An address of an endpoint might be one that another server told the application to use, for this very proof
  // (audience injection: OpenID Foundation's notice of January 2025, FAPI 2.0).
  if (aud !== issuer) return 'aud is not the issuer alone, as text'
  if ('crit' in header) return 'crit names what we do not know (RFC 7515 §4.1.11)'
  if ('kid' in header && !isId(header['kid'])) return 'kid is no text of at most 256 characters'
  if (!isId(claims['jti'])) return 'jti is no text of at most 256 characters'
  if ('typ' in header && !isType(header['typ'])) return 'typ is of another kind of token (RFC 8725 §3.11)'
  if (header['alg'] === 'RS256' && !mayUseRs256) return 'RS256, and the application is not registered for it'
  if (Number(exp) > now + MAX_ASSERTION_SECONDS) return 'good for more than an hour'
  if (iat === undefined) return null
  if (Number(iat) > now + CLOCK_TOLERANCE_SECONDS) return 'issued in the future'
  return Number(iat) < now - MAX_ASSERTION_SECONDS ? 'issued more than an hour ago' : null
}

const isId = (value: unknown): boolean =>
  typeof value === 'string' && value.length > 0 && value.length <= MAX_ID_CHARACTERS
const isType = (value: unknown): boolean =>
  typeof value === 'string' && TYPES.has(value.toLowerCase().replace(/^application\//u, ''))
