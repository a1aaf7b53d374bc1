// Who a token may be for, decided again at every issue, refresh and use: a token from before the date does not outlive
// it.
import type { Clock } from '@sluis/server-kit/clock'
import type { Account, FindAccount } from 'oidc-provider'
import type { Person } from '#identity/people/people.store.ts'
import type { Membership } from '#identity/companies/companies.store.ts'
import type { Acr } from '#identity/sessions/assurance.ts'
import type { TokenState } from '#identity/sessions/grants.store.ts'
import { endAtApplication, type EndOfRight, endOfRight } from '#identity/sessions/right-to-go-on.ts'
import type { Identity } from '#use-cases/stores.ts'
import { claimsOfScopes } from './claims.ts'
import type { LoadPolicyContext } from './policy.ts'
import { memory } from './request-memory.ts'
import { bindToSession } from './session-cookie.ts'

type Deps = { identity: Identity; clock: Clock }
type Token = { kind?: string; accountId?: string; grantId?: string; acr?: string }
type TokenEnd = { end: EndOfRight | null; state: TokenState | null }

/** What has ended the right that a token stands for; `end` is null while it goes on, and for an application's own. */
export async function endOfToken({ identity, clock }: Deps, token: unknown): Promise<TokenEnd> {
  const { kind, accountId, grantId, acr } = token as Token
  if (grantId === undefined) return { end: null, state: null }
  // Read with the token, where this request has read one.
  const known = memory()?.states.get(grantId)
  const state = known === undefined ? await identity.grants.stateOf(grantId, clock.now()) : known
  if (!state || state.personId !== accountId) return { end: 'signed-out', state: null }
  const isRegistered = state.facts.isRegistered && (kind !== 'RefreshToken' || state.mayRefresh)
  // Access tokens say no acr of their own: theirs is that of the last request.
  const claimed = (acr as Acr | undefined) ?? state.acr
  return { state, end: endOfRight({ ...state.facts, isRegistered, claimed }) }
}

/** Undefined is the engine's word for no: `invalid_grant` at the token endpoint, `invalid_token` at userinfo. */
export const findAccount =
  (deps: Deps, loadContext: LoadPolicyContext): FindAccount =>
  async (ctx, personId, token) => {
    if ((token as Token | undefined)?.grantId === undefined) {
      const { signIn } = await loadContext(ctx)
      bindToSession(ctx, signIn.session)
      return signIn.person?.id === personId && !isLocked(signIn.person) ? atRequest(personId) : undefined
    }
    const { end, state } = await endOfToken(deps, token)
    if (end === null && state) return accountOf(deps, state)
    if (end !== null && state && LACKS_FACTOR.has(end)) await noteRefusal(deps, state, end)
    return undefined
  }

/** Somebody comes with what was right once: worth a line in the trail, as what is merely over is not. */
const LACKS_FACTOR: ReadonlySet<EndOfRight> = new Set([
  'date-passed',
  'has-second-factor',
  'factor-removed',
  'remembered-withdrawn',
])

const noteRefusal = (
  { identity, clock }: Deps,
  { personId, applicationId, sessionId }: TokenState,
  reason: EndOfRight,
): Promise<void> =>
  identity.audit.append(
    {
      action: 'tokens-refused',
      result: 'refused',
      actor: 'provider',
      personId,
      applicationId,
      sessionId,
      detail: { reason },
    },
    clock.now(),
  )

const isLocked = ({ lockedAt }: Person): boolean =>
  endAtApplication({ isLocked: lockedAt !== null, isInService: true, isKnown: true, worksThere: true }) !== null

/** A code tells nothing yet. */
const atRequest = (personId: string): Account => ({ accountId: personId, claims: () => ({ sub: personId }) })

/**
 * `sid`: the session, the same for every application that was reached from it. `email_verified`: the person has proved
 * the address here, or the application's own directory says it (decision 0026).
 */
const accountOf = (
  deps: Deps,
  { profile, company, sessionId, registeredScope, vouchesForEmail, ...work }: TokenState,
): Account => ({
  accountId: profile.id,
  claims: async (use, scope, requested) => ({
    sub: profile.id,
    ...withinScope(registeredScope, {
      name: profile.name,
      ...(profile.givenName !== null && { given_name: profile.givenName }),
      ...(profile.familyName !== null && { family_name: profile.familyName }),
      locale: profile.language,
      email: profile.email,
      email_verified: profile.emailProved || vouchesForEmail,
      sid: sessionId,
      ...(company && { company_id: company }),
      ...(await workClaims(
        async (limit) =>
          work.hasMoreMemberships && limit > work.memberships.length
            ? deps.identity.companies.membershipsOf(work.applicationId, profile.id, company, limit, deps.clock.now())
            : work.memberships,
        new Set([...claimsOfScopes(scope), ...Object.keys(requested)]),
        // It may be long, and tokens travel in addresses and headers: there only where it is asked for by name.
        { withList: use === 'userinfo' || 'memberships' in requested },
      )),
    }),
  }),
})

/** What the registration has lost is not told any more, whatever a token was given for. */
function withinScope(registered: string, claims: Record<string, unknown>): Record<string, unknown> {
  const told = new Set(claimsOfScopes(registered))
  return Object.fromEntries(Object.entries(claims).filter(([name]) => told.has(name)))
}

/** What is told of where somebody works. One of several employee logins would be anybody's guess, so none is told. */
async function workClaims(
  membershipsOf: (limit: number) => Promise<Membership[]>,
  asked: ReadonlySet<string>,
  { withList }: { withList: boolean },
): Promise<Record<string, unknown>> {
  const wantsList = asked.has('memberships') || asked.has('roles')
  if (!wantsList && !asked.has('preferred_username') && !asked.has('zoneinfo')) return {}
  const memberships = await membershipsOf(wantsList ? MAX_MEMBERSHIPS : 2)
  const [only] = memberships.length === 1 ? memberships : []
  return {
    ...(only && { preferred_username: only.employeeLogin, zoneinfo: only.timezone }),
    ...(wantsList && { roles: [...new Set(memberships.map(({ role }) => role))].toSorted() }),
    ...(withList && {
      memberships: memberships.map(({ company, role, employeeLogin }) => ({
        company,
        role,
        employee_login: employeeLogin,
      })),
    }),
  }
}

/** As many as a directory may send of one person. */
const MAX_MEMBERSHIPS = 2_000
