// Who a token may be for, decided again at every issue, refresh and use: a token from before the date does not outlive
// it.
import type { Clock } from '@sluis/server-kit/clock'
import type { Account, FindAccount } from 'oidc-provider'
import type { Person } from '#identity/people/people.store.ts'
import { type Acr, ACR, isAtLeast } from '#identity/sessions/assurance.ts'
import type { Identity } from '#use-cases/stores.ts'

/** Undefined is the engine's word for no: `invalid_grant` at the token endpoint, `invalid_token` at userinfo. */
export const findAccount =
  ({ identity, clock }: { identity: Identity; clock: Clock }): FindAccount =>
  async (_ctx, sub, token) => {
    const person = await identity.people.findById(sub)
    if (!person || person.lockedAt !== null) return undefined
    const grantId = (token as { grantId?: string } | undefined)?.grantId
    if (!grantId) return accountOf(person, null, person.emailProved)

    const tokenState = await identity.grants.tokenStateOf(grantId, clock.now())
    if (!tokenState || tokenState.ended || tokenState.locked || tokenState.outOfService || tokenState.personId !== sub)
      return undefined
    const acr = (token as { acr?: string }).acr ?? tokenState.acr
    const { obligation } = await identity.rollouts.obligation(
      { personId: sub, applicationId: tokenState.applicationId, companyId: tokenState.companyId },
      clock.now(),
    )
    // Of one factor: not from the date on, and not once the person has a second one, which is asked for ever after.
    if ((obligation === 'required' || tokenState.hasSecondFactor) && !isAtLeast(acr as Acr, ACR.twoFactor)) {
      await identity.audit.append(
        {
          action: 'tokens-refused',
          result: 'refused',
          actor: 'provider',
          personId: sub,
          applicationId: tokenState.applicationId,
          sessionId: tokenState.sessionId,
          detail: { reason: obligation === 'required' ? 'date-passed' : 'has-second-factor' },
        },
        clock.now(),
      )
      return undefined
    }
    return accountOf(
      person,
      { company: tokenState.company, sid: tokenState.sessionId },
      person.emailProved || tokenState.vouchesForEmail,
    )
  }

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
