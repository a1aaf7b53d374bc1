// A reporter for node:test: silent about what passes, whole about what fails; the counts go to the file SLUIS_TEST_COUNTS.

import { writeFileSync } from 'node:fs'
import { relative } from 'node:path'
import type { EventData } from 'node:test'
import type { TestEvent } from 'node:test/reporters'
import { inspect } from 'node:util'
import type { Counts } from './counts.ts'

export default async function* reporter(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  for await (const { type, data } of events) {
    if (type === 'test:stdout' || type === 'test:stderr') yield data.message
    if (type === 'test:fail') yield told(data)
    // What went wrong after its test had ended stands in a note, and nowhere else.
    if (type === 'test:diagnostic' && data.message.startsWith('Error')) yield `  ✖ ${data.message}\n`
    if (type === 'test:summary' && isOfTheWhole(data)) yield summed(data)
  }
}

/** A run of many processes has a summary for each file too; the one of the whole names none. */
const isOfTheWhole = ({ file }: EventData.TestSummary): boolean => file === undefined || file.endsWith('/one-process.ts')

function told({ name, file, line, details: { error } }: EventData.TestFail): string {
  // The group of a test that failed has nothing to add.
  if ('failureType' in error && error.failureType === 'subtestsFailed') return ''
  const place = file ? ` (${relative(process.cwd(), file)}:${line ?? 1})` : ''
  const cause = error.cause ?? error.message
  return `  ✖ ${name}${place}\n${indented(typeof cause === 'string' ? cause : inspect(cause))}\n`
}

const indented = (text: string): string => text.replaceAll(/^/gmu, '      ')

function summed({ counts: { tests, passed, skipped, todo } }: EventData.TestSummary): string {
  const total: Counts = { passed, failed: tests - passed - skipped - todo, skipped: skipped + todo }
  const path = process.env['SLUIS_TEST_COUNTS']
  if (path) writeFileSync(path, JSON.stringify(total))
  return `  ${tests} tests, ${total.failed} failed\n`
}
