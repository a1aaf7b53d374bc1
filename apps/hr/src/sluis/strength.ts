// How strong a sign-in was: the values of `acr`, in their order, and whether what came back is what was asked for.
import { accept, refuse, type Decision } from '@sluis/server-kit/decision'

export const ONE_FACTOR = 'urn:sluis:acr:one-factor'
export const TWO_FACTOR = 'urn:sluis:acr:two-factor'
const ORDER = [ONE_FACTOR, TWO_FACTOR, 'urn:sluis:acr:phishing-resistant']

export const isTwoFactor = (acr: string | null): boolean =>
  acr !== null && ORDER.indexOf(acr) >= ORDER.indexOf(TWO_FACTOR)

export type Claims = { acr: string | undefined; authTime: Date | null; issuedAt: Date }
export type RequestedClaims = { acr: string | null; maxAgeSeconds: number | null }

// Two readings of one clock, so this is for the seconds between signing in and issuing, not for skew.
const LEEWAY_SECONDS = 30

/**
 * An application that asks for strength checks that it got it: `acr_values` is voluntary (OpenID Connect Core
 * §5.5.1.1), and a provider may not honour `max_age`.
 * `auth_time` is held against `iat`, both read from Sluis' clock a moment ago, so that a clock of ours that is off
 * decides nothing.
 */
export function checkClaims(claims: Claims, asked: RequestedClaims): Decision<{ acr: string }, 'too-weak' | 'too-old'> {
  const { acr, authTime, issuedAt } = claims
  if (acr === undefined || !ORDER.includes(acr)) return refuse('too-weak')
  if (asked.acr !== null && ORDER.indexOf(acr) < ORDER.indexOf(asked.acr)) return refuse('too-weak')
  if (asked.maxAgeSeconds !== null) {
    if (authTime === null) return refuse('too-old')
    if (issuedAt.getTime() - authTime.getTime() > (asked.maxAgeSeconds + LEEWAY_SECONDS) * 1000)
      return refuse('too-old')
  }
  return accept({ acr })
}
