// Spans of time, in milliseconds.

export const SECOND_MS = 1000
export const MINUTE_MS = 60 * SECOND_MS
export const HOUR_MS = 60 * MINUTE_MS
export const DAY_MS = 24 * HOUR_MS

/**
 * How far the clocks of two processes may be apart before one of them is told to be wrong (decision 0031). Requests
 * that overlap are apart too, by what each of them waited.
 */
export const CLOCK_TOLERANCE_MS = MINUTE_MS

/** What was stored with a later instant is of a clock that was put back since. */
export const latestStored = (now: Date): Date => new Date(now.getTime() + CLOCK_TOLERANCE_MS)
