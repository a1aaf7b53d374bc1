// How many passed and failed, and the line that says so.

export type Counts = { passed: number; failed: number; skipped: number }
export type FileCounts = { path: string; seconds: number; counts: Counts }
/** What a process tells of its test files. `unfinished`: of the file that it did not come to the end of. */
export type Report = { files: FileCounts[]; unfinished: Counts }

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

/** What a process says of its tests (null: it could not tell), set right by how it ended. */
export function judged(report: Report | null, isEndedWell: boolean): Counts {
  if (!report) return { ...NOTHING, failed: 1 }
  const counts = report.files.reduce((total, file) => sum(total, file.counts), report.unfinished)
  return !isEndedWell && counts.failed === 0 ? { ...counts, failed: 1 } : counts
}
