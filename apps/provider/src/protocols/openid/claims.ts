// What a token or userinfo may say of a person: by scope, and claim by claim where a request names it (OpenID Connect
// Core §5.4). Pure.
import { type Acr, isAtLeast, requiredAcr } from '#identity/sessions/assurance.ts'

export const CLAIMS_OF_SCOPE = {
  openid: ['sub', 'acr', 'amr', 'auth_time', 'sid', 'company_id'],
  profile: ['name', 'given_name', 'family_name', 'preferred_username', 'locale', 'zoneinfo'],
  email: ['email', 'email_verified'],
  /** What the application's own directory says of the person. */
  memberships: ['roles', 'memberships'],
} as const
type PersonScope = keyof typeof CLAIMS_OF_SCOPE
const SCOPES = Object.entries(CLAIMS_OF_SCOPE) as [PersonScope, readonly string[]][]

type Requested = { essential?: boolean; value?: unknown; values?: unknown[] } | null
export type ClaimsRequest = { id_token: Record<string, Requested>; userinfo: Record<string, Requested> }

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The `claims` parameter; empty where there is none. Null where it is not one (OpenID Connect Core §5.5). */
export function readClaims(parameter: unknown): ClaimsRequest | null {
  if (parameter === undefined) return { id_token: {}, userinfo: {} }
  const claims = parse(parameter)
  if (!isObject(claims)) return null
  const { id_token = {}, userinfo = {} } = claims
  if (!isRequest(id_token) || !isRequest(userinfo)) return null
  return { id_token, userinfo }
}

function parse(text: unknown): unknown {
  try {
    return typeof text === 'string' ? (JSON.parse(text) as unknown) : text
  } catch {
    return null
  }
}

const isRequest = (member: unknown): member is Record<string, Requested> =>
  isObject(member) &&
  Object.values(member).every(
    (each) =>
      each === null ||
      (isObject(each) &&
        (each['essential'] === undefined || typeof each['essential'] === 'boolean') &&
        (each['values'] === undefined || Array.isArray(each['values']))),
  ) &&
  (subjectsIn(member as Record<string, Requested>)?.every((each) => typeof each === 'string') ?? true)

/** The scopes that the claims of a request belong to: asked for by name, they need the same access. */
export function scopesOfClaims({ id_token, userinfo }: ClaimsRequest): string[] {
  const names = new Set([...Object.keys(id_token), ...Object.keys(userinfo)])
  return SCOPES.filter(([scope, claims]) => scope !== 'openid' && claims.some((claim) => names.has(claim))).map(
    ([scope]) => scope,
  )
}

/** What may be asked for by name where these scopes are granted. */
export const claimsOfScopes = (scope: string): string[] =>
  SCOPES.filter(([name]) => scope.split(' ').includes(name)).flatMap(([, claims]) => claims)

const ALL_CLAIMS = Object.values(CLAIMS_OF_SCOPE).flat()

/** What a grant of the engine says. What was not consented to is not told, asked for or not. */
export function grantedBy(scope: string) {
  const claims = claimsOfScopes(scope)
  return { openid: { scope, claims }, rejected: { claims: ALL_CLAIMS.filter((claim) => !claims.includes(claim)) } }
}

/** By one value, by several, or by both, of which each has to hold. Null where any will do. */
function subjectsIn({ sub }: Record<string, Requested>): unknown[] | null {
  return inBoth(sub?.value === undefined ? null : [sub.value], sub?.values ?? null)
}

/** What both lists have; null is a list of all. */
export const inBoth = <Each>(one: Each[] | null, other: Each[] | null): Each[] | null =>
  one === null || other === null ? (one ?? other) : one.filter((each) => other.includes(each))

/** Whom the request is about, and nobody else will do (OpenID Connect Core §5.5.1); null for whoever signs in. */
export const subjectsOf = ({ id_token, userinfo }: ClaimsRequest): string[] | null =>
  inBoth(subjectsIn(id_token), subjectsIn(userinfo)) as string[] | null

/**
 * The lowest acr that does for `acr_values` and for the acr that is requested as a claim, of the ID token or (which
 * never has one) of userinfo; essential or not, one that is not reached is an error (OpenID Connect Core §5.5.1.1,
 * RFC 9470 §5).
 */
export function acrOfRequest(
  acrValues: string | undefined,
  { id_token, userinfo }: ClaimsRequest,
): Acr | 'unreachable' | null {
  const asked = [id_token['acr'], userinfo['acr']].map((claim) => {
    const values = claim?.values ?? (claim?.value === undefined ? [] : [claim.value])
    return requiredAcr(values.map(String).join(' '))
  })
  return [requiredAcr(acrValues), ...asked].reduce(strictest)
}

type Demand = Acr | 'unreachable' | null
function strictest(one: Demand, other: Demand): Demand {
  if (one === 'unreachable' || other === 'unreachable') return 'unreachable'
  if (one === null || other === null) return one ?? other
  return isAtLeast(one, other) ? one : other
}
