// How many passed and failed, and the line that says so.

export type Counts = { passed: number; failed: number; skipped: number }

export const NOTHING: Counts = { passed: 0, failed: 0, skipped: 0 }

export const sum = (one: Counts, other: Counts): Counts => ({
  passed: one.passed + other.passed,
  failed: one.failed + other.failed,
  skipped: one.skipped + other.skipped,
})

/** A check without tests of its own counts as one. */
export const oneCheck = (isPassed: boolean): Counts => ({ ...NOTHING, [isPassed ? 'passed' : 'failed']: 1 })

/** Programs read this line: it stands alone, and keeps its form. */
export const closingLine = ({ passed, failed, skipped }: Counts): string =>
  `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`

/** What a run of tests says of itself (null: it never came to its end), set right by how its process ended. */
export function judged(reported: Counts | null, isEndedWell: boolean): Counts {
  if (!reported) return { ...NOTHING, failed: 1 }
  return !isEndedWell && reported.failed === 0 ? { ...reported, failed: 1 } : reported
}
