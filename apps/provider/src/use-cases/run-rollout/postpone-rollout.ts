// Moving the date of a roll-out: later, never earlier, with a reason, audited (E10, rule 8).
import { isId } from '@sluis/server-kit/random'
import { startOfDay } from '#identity/rollouts/local-day.ts'
import type { Transactional } from '#use-cases/stores.ts'

type Used = 'audit' | 'rollouts'

export type PostponeRefusal = 'not-a-date' | 'earlier' | 'no-reason' | 'changed' | 'unknown'

/**
 * `date`: YYYY-MM-DD in the company's zone, as the form's field gives it; the new instant is its beginning. `seen`: the
 * instant that the page showed, as ISO text. Refused with everything that is wrong, in the order of the form.
 */
export async function postponeRollout(
  identity: Transactional<Used>,
  move: { id: string; date: string; seen: string; reason: string; by: string },
  now: Date,
): Promise<readonly PostponeRefusal[]> {
  const rollout = isId(move.id) ? await identity.rollouts.find(move.id) : undefined
  if (!rollout) return ['unknown']
  const to = startOfDay(move.date, rollout.timezone)
  const reason = move.reason.trim() === '' ? (['no-reason'] as const) : []
  if (!to) return ['not-a-date', ...reason]
  if (to <= rollout.requiredAt) return ['earlier', ...reason]
  if (reason.length > 0) return reason
  if (rollout.requiredAt.toISOString() !== move.seen) return ['changed']
  return identity.transaction(async (stores) => {
    if (!(await stores.rollouts.postpone(move.id, rollout.requiredAt, to))) return ['changed'] as const
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
    return []
  })
}
