// Runs test files, all in one process or each in its own, and brings home the counts.

import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { judged, NOTHING, type Counts } from './counts.ts'
import { runProgram } from './run-program.ts'

type Wanted = { files: string[]; except: string[]; words: string[]; isolation: 'none' | 'process' }

const REPORTER = new URL('reporter.ts', import.meta.url).href
const ONE_PROCESS = 'tools/test/one-process.ts'

/** Files are found from the present folder. No file is no fault here; that nothing ran at all is told at the end. */
export async function runTests({ files, except, words, isolation }: Wanted): Promise<Counts> {
  const paths = globSync(files, { exclude: ['**/node_modules/**', '**/dist/**', 'data/**', ...except] })
    .filter((path) => words.every((word) => path.includes(word)))
    .toSorted()
  if (paths.length === 0) return NOTHING

  const folder = mkdtempSync(join(tmpdir(), 'sluis-test-'))
  const counts = join(folder, 'counts.json')
  try {
    const how = isolation === 'none' ? [ONE_PROCESS] : ['--test', '--test-concurrency=1']
    const isEndedWell = await runProgram('node', [`--test-reporter=${REPORTER}`, ...how, ...paths], { SLUIS_TEST_COUNTS: counts })
    return judged(readCounts(counts), isEndedWell)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function readCounts(path: string): Counts | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Counts
  } catch {
    return null
  }
}
