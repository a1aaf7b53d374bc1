// Moving the date of a roll-out: later, never earlier, with a reason, audited (E10, rule 8).
import { type Decision, accept, refuse } from '@sluis/server-kit/decision'
import { isId } from '@sluis/server-kit/random'
import { startOfDay } from '#identity/rollouts/local-day.ts'
import type { Transactional } from '#use-cases/stores.ts'

type Used = 'audit' | 'rollouts'

export type PostponeRefusal = 'not-a-date' | 'earlier' | 'no-reason' | 'changed' | 'unknown'

/**
 * `date`: YYYY-MM-DD in the company's zone, as the form's field gives it; the new instant is its beginning. `seen`: the
 * instant that the page showed, as ISO text.
 */
export async function postponeRollout(
  identity: Transactional<Used>,
  move: { id: string; date: string; seen: string; reason: string; by: string },
  now: Date,
): Promise<Decision<Date, PostponeRefusal>> {
  if (!isId(move.id)) return refuse('unknown')
  if (move.reason.trim() === '') return refuse('no-reason')
  const rollout = await identity.rollouts.find(move.id)
  if (!rollout) return refuse('unknown')
  const to = startOfDay(move.date, rollout.timezone)
  if (!to) return refuse('not-a-date')
  if (to <= rollout.requiredAt) return refuse('earlier')
  if (rollout.requiredAt.toISOString() !== move.seen) return refuse('changed')
  return identity.transaction(async (stores) => {
    if (!(await stores.rollouts.postpone(move.id, rollout.requiredAt, to))) return refuse('changed')
    await stores.audit.append(
      {
        action: 'rollout-postponed',
        result: 'done',
        actor: move.by,
        companyId: rollout.companyId,
        detail: {
          from: rollout.requiredAt.toISOString(),
          to: to.toISOString(),
          reason: move.reason.trim().slice(0, 500),
        },
      },
      now,
    )
    return accept(to)
  })
}
