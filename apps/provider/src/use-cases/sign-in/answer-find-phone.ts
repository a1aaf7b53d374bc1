// After a recovery code: whether the person's second factors are elsewhere, or gone (edge cases 1, 2, 4).
import type { FactorKind } from '#identity/second-factors/factor-kinds.ts'
import type { Session } from '#identity/sessions/sessions.store.ts'
import type { Identity } from '#use-cases/stores.ts'

/** `lost`: the kinds that are gone; they prove nothing from now on. Empty where all of them are elsewhere. */
export async function answerFindPhone(
  identity: Pick<Identity, 'transaction'>,
  { id, personId, origin }: Session,
  lost: readonly FactorKind[],
  now: Date,
): Promise<'elsewhere' | 'gone'> {
  return identity.transaction(async (stores) => {
    const answer = lost.length === 0 ? 'elsewhere' : 'gone'
    await stores.sessions.setPhoneAnswer(id, answer)
    if (answer === 'elsewhere') return answer
    // A lost factor still counts as a second factor until a new one replaces it: nobody gets by with less in between.
    await stores.factors.markLost(personId, lost, now)
    await stores.remembered.endAll(personId, now)
    // A finder of the phone may be signed in with it, and would be led to set up a new one (edge case 4).
    await stores.sessions.endAll(personId, now, id)
    await stores.audit.append(
      { action: 'second-factor-lost', result: 'done', actor: personId, personId, sessionId: id, origin },
      now,
    )
    return answer
  })
}
