// When a gateway is left alone: after failures in a row for a while, and then it is tried with one text before it gets
// all of them again.

const FAILURES = 3
const OPEN_MS = 30_000
// As long as one try can take.
const PROBE_MS = 4_000

export type Breaker = ReturnType<typeof createBreaker>

/** Times are of a steady clock, in ms: one that is put back must not leave a gateway alone for a day. */
export function createBreaker() {
  let failures = 0
  let closedAgainAt = 0
  return {
    isOpen: (now: number): boolean => failures >= FAILURES && now < closedAgainAt,
    /**
     * Whether to ask it now. After a pause that is true for one, and for the next when nothing is known of that one.
     */
    allows(now: number): boolean {
      if (failures < FAILURES) return true
      if (now < closedAgainAt) return false
      closedAgainAt = now + PROBE_MS
      return true
    },
    succeeded: (): void => void (failures = 0),
    failed(now: number): void {
      failures += 1
      if (failures >= FAILURES) closedAgainAt = now + OPEN_MS
    },
  }
}
