// After a recovery code: whether the person's second factors are elsewhere, or gone (edge cases 1, 2, 4).
import { accept, type Decision, refuse } from '@sluis/server-kit/decision'
import { auditFor } from '#identity/audit/audit-for.ts'
import type { FactorKind } from '#identity/second-factors/factor-kinds.ts'
import type { Session } from '#identity/sessions/sessions.store.ts'
import type { Transactional } from '#use-cases/stores.ts'

type Used = 'audit' | 'factors' | 'people' | 'remembered' | 'sessions'

/** `lost`: the kinds that are gone; they prove nothing from now on. Empty where all of them are elsewhere. */
export async function answerFindPhone(
  identity: Transactional<Used>,
  session: Session,
  lost: readonly FactorKind[],
  now: Date,
): Promise<Decision<'elsewhere' | 'gone', 'session-over'>> {
  return identity.transaction(async (stores) => {
    if (lost.length === 0) {
      await stores.sessions.setPhoneAnswer(session.id, 'elsewhere')
      return accept('elsewhere')
    }
    await stores.people.hold(session.personId)
    // A lock of the account meanwhile has ended it: its owner needs the factors that they had before.
    if (!(await stores.sessions.isActive(session.id))) return refuse('session-over')
    // A lost factor still counts as a second factor until a new one replaces it: nobody gets by with less in between.
    await stores.factors.markLost(session.personId, lost, now)
    await stores.remembered.endAll(session.personId, now)
    // A finder of the phone may be signed in with it, and would be led to set up a new one (edge case 4).
    await stores.sessions.endAll(session.personId, now, session.id)
    await stores.sessions.setPhoneAnswer(session.id, 'gone')
    await stores.audit.append(auditFor(session, 'second-factor-lost'), now)
    return accept('gone')
  })
}
