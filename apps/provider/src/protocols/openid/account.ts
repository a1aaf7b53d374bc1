// Who a token may be for, decided again at every issue, refresh and use: a token from before the date does not outlive
// it.
import type { Clock } from '@sluis/server-kit/clock'
import type { Account, FindAccount } from 'oidc-provider'
import type { Person } from '#identity/people/people.store.ts'
import type { Membership } from '#identity/companies/companies.store.ts'
import type { Acr } from '#identity/sessions/assurance.ts'
import type { GrantState } from '#identity/sessions/grants.store.ts'
import { endAtApplication, type EndOfRight, endOfRight } from '#identity/sessions/right-to-go-on.ts'
import type { Identity } from '#use-cases/stores.ts'
import { claimsOfScopes } from './claims.ts'

type Deps = { identity: Identity; clock: Clock }
type Token = { kind?: string; accountId?: string; grantId?: string; acr?: string }
type TokenEnd = { end: EndOfRight | null; state: GrantState | null }

/** What has ended the right that a token stands for; `end` is null while it goes on, and for an application's own. */
export async function endOfToken({ identity, clock }: Deps, token: unknown): Promise<TokenEnd> {
  const { kind, accountId, grantId, acr } = token as Token
  if (grantId === undefined) return { end: null, state: null }
  const state = await identity.grants.stateOf(grantId, clock.now())
  if (!state || state.personId !== accountId) return { end: 'signed-out', state: null }
  const isRegistered = state.facts.isRegistered && (kind !== 'RefreshToken' || state.mayRefresh)
  // Access tokens say no acr of their own: theirs is that of the last request.
  const claimed = (acr as Acr | undefined) ?? state.acr
  return { state, end: endOfRight({ ...state.facts, isRegistered, claimed }) }
}

/** Undefined is the engine's word for no: `invalid_grant` at the token endpoint, `invalid_token` at userinfo. */
export const findAccount =
  (deps: Deps): FindAccount =>
  async (_ctx, sub, token) => {
    const person = await deps.identity.people.findById(sub)
    if (!person) return undefined
    const isAtRequest = (token as Token | undefined)?.grantId === undefined
    if (isAtRequest) return isLocked(person) ? undefined : accountOf(person, null, person.emailProved)
    const { end, state } = await endOfToken(deps, token)
    if (end === null && state)
      return accountOf(
        person,
        { company: state.company, sid: state.sessionId, registeredScope: state.registeredScope },
        person.emailProved || state.vouchesForEmail,
        (limit) =>
          deps.identity.companies.membershipsOf(state.applicationId, person.id, state.company, limit, deps.clock.now()),
      )
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
  { personId, applicationId, sessionId }: GrantState,
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

type MembershipsOf = (limit: number) => Promise<Membership[]>

/**
 * `sid`: the session, the same for every application that was reached from it. `emailVerified`: the person has proved
 * the address here, or the application's own directory says it (decision 0026). `membershipsOf`: where the person
 * works, by that directory; of the company that the tokens name alone, where they name one.
 */
const accountOf = (
  person: Person,
  session: { company: string | null; sid: string; registeredScope: string } | null,
  emailVerified: boolean,
  membershipsOf: MembershipsOf = () => Promise.resolve([]),
): Account => ({
  accountId: person.id,
  claims: async (use, scope, requested) => ({
    sub: person.id,
    ...withinScope(session?.registeredScope, {
      name: person.name,
      ...(person.givenName !== null && { given_name: person.givenName }),
      ...(person.familyName !== null && { family_name: person.familyName }),
      locale: person.language,
      email: person.email,
      email_verified: emailVerified,
      ...(session ? { sid: session.sid } : {}),
      ...(session?.company ? { company_id: session.company } : {}),
      ...(await workClaims(membershipsOf, new Set([...claimsOfScopes(scope), ...Object.keys(requested)]), {
        // It may be long, and tokens travel in addresses and headers: there only where it is asked for by name.
        withList: use === 'userinfo' || 'memberships' in requested,
      })),
    }),
  }),
})

/** What the registration has lost is not told any more, whatever a token was given for. */
function withinScope(registered: string | undefined, claims: Record<string, unknown>): Record<string, unknown> {
  if (registered === undefined) return claims
  const told = new Set(claimsOfScopes(registered))
  return Object.fromEntries(Object.entries(claims).filter(([name]) => told.has(name)))
}

/** What is told of where somebody works. One of several employee logins would be anybody's guess, so none is told. */
async function workClaims(
  membershipsOf: MembershipsOf,
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
