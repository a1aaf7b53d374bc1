// When a company may have somebody reminded again: not before a few days have gone by (decision 0305).
import { DAY_MS } from '@sluis/server-kit/time'

export const REMINDER_DAYS = 3

export const againAt = (sentAt: Date): Date => new Date(sentAt.getTime() + REMINDER_DAYS * DAY_MS)
/** One that was sent at this moment or before it no longer stands in the way. */
export const lapsedAt = (now: Date): Date => new Date(now.getTime() - REMINDER_DAYS * DAY_MS)
