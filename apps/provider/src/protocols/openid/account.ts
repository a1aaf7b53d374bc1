// Who a token may be for, decided again at every issue, refresh and use: a token from before the date does not outlive
// it.
import type { Clock } from '@sluis/server-kit/clock'
import type { Account, FindAccount } from 'oidc-provider'
import type { Person } from '#identity/people/people.store.ts'
import type { Acr } from '#identity/sessions/assurance.ts'
import type { GrantState } from '#identity/sessions/grants.store.ts'
import { endAtApplication, type EndOfRight, endOfRight } from '#identity/sessions/right-to-go-on.ts'
import type { Identity } from '#use-cases/stores.ts'

type Deps = { identity: Identity; clock: Clock }
type Token = { accountId?: string; grantId?: string; acr?: string }
type TokenEnd = { end: EndOfRight | null; state: GrantState | null }

/** What has ended the right that a token stands for; `end` is null while it goes on, and for an application's own. */
export async function endOfToken({ identity, clock }: Deps, token: unknown): Promise<TokenEnd> {
  const { accountId, grantId, acr } = token as Token
  if (grantId === undefined) return { end: null, state: null }
  const state = await identity.grants.stateOf(grantId, clock.now())
  if (!state || state.personId !== accountId) return { end: 'signed-out', state: null }
  // Access tokens say no acr of their own: theirs is that of the last request.
  return { state, end: endOfRight({ ...state.facts, claimed: (acr as Acr | undefined) ?? state.acr }) }
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
        { company: state.company, sid: state.sessionId },
        person.emailProved || state.vouchesForEmail,
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
  endAtApplication({ isLocked: lockedAt !== null, isInService: true, worksThere: true }) !== null

/**
 * `sid`: the session, the same for every application that was reached from it. `emailVerified`: the person has proved
 * the address here, or the application's own directory says it (decision 0026).
 */
const accountOf = (
  person: Person,
  session: { company: string | null; sid: string } | null,
  emailVerified: boolean,
): Account => ({
  accountId: person.id,
  claims: () => ({
    sub: person.id,
    name: person.name,
    locale: person.language,
    email: person.email,
    email_verified: emailVerified,
    ...(session ? { sid: session.sid } : {}),
    ...(session?.company ? { company_id: session.company } : {}),
  }),
})
