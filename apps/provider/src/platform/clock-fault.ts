// Whether the machine's clock can be right. Every date and every code hangs on it.
import { CLOCK_TOLERANCE_MS, SECOND_MS } from '@sluis/server-kit/time'

export type ClockFault =
  | { kind: 'differs-from-database'; seconds: number }
  /** Something stored lies in the future: our clock was put back, or was ahead for a while. */
  | { kind: 'behind-what-is-stored'; seconds: number }

// What a code of an authenticator app may be off (one step, RFC 6238 §5.2): from here on right codes are refused.
const MAX_DIFFERENCE_SECONDS = 30
// Processes may differ by as much from the database, each to its own side.
const MAX_AHEAD_SECONDS = CLOCK_TOLERANCE_MS / SECOND_MS

/** `before` and `after` the database was asked: its answer lies between them, however long it took. */
export function judgeClock(
  { before, after }: { before: Date; after: Date },
  { databaseNow, lastStoredAt }: { databaseNow: Date; lastStoredAt: Date | null },
): ClockFault | null {
  const between = Math.min(Math.max(databaseNow.getTime(), before.getTime()), after.getTime())
  const difference = Math.round((between - databaseNow.getTime()) / 1000)
  if (Math.abs(difference) > MAX_DIFFERENCE_SECONDS) return { kind: 'differs-from-database', seconds: difference }
  const ahead = lastStoredAt === null ? 0 : Math.round((lastStoredAt.getTime() - after.getTime()) / 1000)
  return ahead > MAX_AHEAD_SECONDS ? { kind: 'behind-what-is-stored', seconds: -ahead } : null
}

/** For the log and for /readyz. */
export function describeClockFault({ kind, seconds }: ClockFault): string {
  const off = `${Math.abs(seconds)} seconds ${seconds < 0 ? 'behind' : 'ahead of'}`
  return kind === 'differs-from-database'
    ? `the clock of this machine is ${off} the database's`
    : `the clock of this machine is ${off} the last entry of the audit trail`
}
