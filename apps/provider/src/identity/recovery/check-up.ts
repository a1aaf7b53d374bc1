// When somebody is asked whether their way in still works: once, a while after the set-up (edge case 55).
import { DAY_MS } from '@sluis/server-kit/time'

export type CheckUp = { mailedAt: Date | null; laterUntil: Date | null; answeredAt: Date | null }

export const CHECK_UP_AFTER_DAYS = 28
export const CHECK_UP_AGAIN_DAYS = 7
/**
 * Older than this, nobody is mailed about it any more: whoever has signed in since knows, and a first start with this
 * must not mail everybody.
 */
export const CHECK_UP_MAIL_DAYS = 60

export const daysBefore = (now: Date, days: number): Date => new Date(now.getTime() - days * DAY_MS)

type FactorUse = { enrolledAt: Date; lastUsedAt: Date }

/** `factors`: those that work. */
export function isCheckUpDue(factors: readonly FactorUse[], asked: CheckUp | undefined, now: Date): boolean {
  const first = Math.min(...factors.map(({ enrolledAt }) => enrolledAt.getTime()))
  if (factors.length === 0 || first > daysBefore(now, CHECK_UP_AFTER_DAYS).getTime()) return false
  return (asked?.answeredAt ?? null) === null && (!asked?.laterUntil || asked.laterUntil <= now)
}

/** Was it used after the day on which it was set up? Then it works, and need not be tried. */
export const wasUsed = ({ enrolledAt, lastUsedAt }: FactorUse): boolean =>
  lastUsedAt.getTime() - enrolledAt.getTime() > DAY_MS
