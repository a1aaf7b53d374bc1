// How an application is told that a session has ended: again and again, waiting longer each time, for a day.
import { DAY_MS } from '@sluis/server-kit/time'

/** One try takes no longer; whoever has claimed it is given up on after it. */
export const TRY_TIMEOUT_SECONDS = 5
export const LEASE_SECONDS = 15

const FIRST_PAUSE_SECONDS = 10
const MAX_PAUSE_SECONDS = 3_600

/** When to try again after so many tries that failed; null where a day has gone by since the session ended. */
export function nextTryAt({ since, tries }: { since: Date; tries: number }, now: Date): Date | null {
  if (now.getTime() - since.getTime() >= DAY_MS) return null
  return new Date(now.getTime() + Math.min(MAX_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2 ** (tries - 1)) * 1000)
}
