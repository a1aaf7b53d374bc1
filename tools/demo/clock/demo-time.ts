// The clock as the demo itself sees it: the real time, moved by an offset that every program is told.

export type DemoTime = {
  offsetMs(): number
  now(): Date
  /** Resolves when all programs go by it. */
  moveBy(offsetMs: number): Promise<void>
}

/** `tell` hands the offset on to the programs and to the next start. */
export function createDemoTime(firstOffsetMs: number, tell: (offsetMs: number) => Promise<void>): DemoTime {
  let offsetMs = firstOffsetMs
  return {
    offsetMs: () => offsetMs,
    now: () => new Date(Date.now() + offsetMs),
    async moveBy(next) {
      offsetMs = Math.round(next)
      await tell(offsetMs)
    },
  }
}
