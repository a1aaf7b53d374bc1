// Who of a company is ready (docs/api.md, "Obligation"), and what its HR officer reads of that.
import { z } from 'zod'
import { DAY_MS } from '@sluis/server-kit/time'
import { dayIn, noonOf } from '#payroll/calendar.ts'
import { deadlineSchema, instant } from './status.ts'

export const readinessSchema = z.object({
  deadline: deadlineSchema.nullable(),
  people: z.array(
    z.object({
      person: z.string(),
      enrolled: z.boolean(),
      reminder: z.object({ sent_at: instant, again_at: instant }).nullable(),
    }),
  ),
})
export type Readiness = z.output<typeof readinessSchema>

/** `unknown`: Sluis has nothing on them yet. `remindedAt`: while no other reminder can be sent. */
export type Ready = {
  state: 'ready' | 'not-ready' | 'unknown'
  remindedAt: Date | null
  canRemind: boolean
}

/** One colleague, of whom Sluis says `found`. */
export function readyOf(
  found: Readiness['people'][number] | undefined,
  deadline: Readiness['deadline'],
  now: Date,
): Ready {
  if (!found || found.enrolled) return { state: found ? 'ready' : 'unknown', remindedAt: null, canRemind: false }
  const { reminder } = found
  const isReminded = reminder !== null && now < reminder.again_at
  return {
    state: 'not-ready',
    remindedAt: isReminded ? reminder.sent_at : null,
    canRemind: deadline !== null && !isReminded,
  }
}

/** The days that are left without, today included; 0 from the instant on. */
export function daysLeft({ at, timezone, lastDay }: NonNullable<Readiness['deadline']>, now: Date): number {
  if (now >= at) return 0
  return Math.max(1, Math.round((noonOf(lastDay).getTime() - noonOf(dayIn(timezone, now)).getTime()) / DAY_MS) + 1)
}
