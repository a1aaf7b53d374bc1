// A reporter for node:test: silent about what passes, whole about what fails; the counts of each file go to the file
// SLUIS_TEST_COUNTS.

import { writeFileSync } from 'node:fs'
import { relative } from 'node:path'
import type { EventData } from 'node:test'
import type { TestEvent } from 'node:test/reporters'
import { inspect } from 'node:util'
import { NOTHING, sum, type Counts, type FileCounts } from './counts.ts'
import { onTestEvent } from './leak-watch.ts'

const files: FileCounts[] = []
/** Of the file whose tests are running. */
let counts = NOTHING
// At the exit, so that what ran is told even when the process is ended from within.
process.once('exit', () => {
  const path = process.env['SLUIS_TEST_COUNTS']
  if (path) writeFileSync(path, JSON.stringify({ files, unfinished: counts }))
})

export default async function* reporter(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  for await (const { type, data } of events) {
    onTestEvent(type)
    if (type === 'test:stdout' || type === 'test:stderr') yield data.message
    // What went wrong after its test had ended stands in a note, and nowhere else.
    if (type === 'test:diagnostic' && data.message.startsWith('Error')) yield `  ✖ ${data.message}\n`
    if (type !== 'test:pass' && type !== 'test:fail') continue
    if (type === 'test:fail') yield describeFailure(data)
    counts = sum(counts, countOf(type, data))
    // A group that stands in no other is a file: one-process.ts.
    if (data.nesting > 0) continue
    files.push({ path: data.name, seconds: data.details.duration_ms / 1000, counts })
    counts = NOTHING
  }
}

/**
 * A group is no test, but may itself fail, in a hook; a test that is skipped or still to do has neither passed nor
 * failed.
 */
function countOf(
  type: 'test:pass' | 'test:fail',
  { details, skip, todo }: EventData.TestPass | EventData.TestFail,
): Counts {
  if (details.type === 'suite')
    return 'error' in details && !isOfItsTests(details.error) ? { ...NOTHING, failed: 1 } : NOTHING
  if (skip || todo) return { ...NOTHING, skipped: 1 }
  return { ...NOTHING, [type === 'test:pass' ? 'passed' : 'failed']: 1 }
}

/** The group of a test that failed has nothing to add. */
const isOfItsTests = (error: Error): boolean => 'failureType' in error && error.failureType === 'subtestsFailed'

function describeFailure({ name, file, line, details: { error } }: EventData.TestFail): string {
  if (isOfItsTests(error)) return ''
  const place = file ? ` (${relative(process.cwd(), file)}:${line ?? 1})` : ''
  const cause = error.cause ?? error.message
  return `  ✖ ${name}${place}\n${indented(typeof cause === 'string' ? cause : inspect(cause))}\n`
}

const indented = (text: string): string => text.replaceAll(/^/gmu, '      ')
