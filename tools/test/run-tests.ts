// Runs test files, all in one process or each in its own, and brings home the counts.

import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { judged, NOTHING, sum, type Counts } from './counts.ts'
import { runProgram } from './run-program.ts'

type Wanted = { files: string[]; except: string[]; words: string[]; isolation: 'none' | 'process' }

const REPORTER = new URL('reporter.ts', import.meta.url).href
const ONE_PROCESS = 'tools/test/one-process.ts'
const TEST_LIMIT_SECONDS = 150

/** Files are found from the present folder. No file is no fault here; that nothing ran at all is told at the end. */
export async function runTests({ files, except, words, isolation }: Wanted): Promise<Counts> {
  const paths = globSync(files, { exclude: ['**/node_modules/**', '**/dist/**', 'data/**', ...except] })
    .filter((path) => words.every((word) => path.includes(word)))
    .toSorted()
  if (isolation === 'none') return paths.length === 0 ? NOTHING : inOneProcess(paths)
  let total = NOTHING
  for (const path of paths) total = sum(total, await inOneProcess([path]))
  return total
}

async function inOneProcess(paths: string[]): Promise<Counts> {
  const folder = mkdtempSync(join(tmpdir(), 'sluis-test-'))
  const file = join(folder, 'counts.json')
  const begun = performance.now()
  try {
    const args = [`--test-reporter=${REPORTER}`, `--test-timeout=${TEST_LIMIT_SECONDS * 1000}`, ONE_PROCESS, ...paths]
    const isEndedWell = await runProgram('node', args, { SLUIS_TEST_COUNTS: file })
    const counts = judged(readCounts(file), isEndedWell)
    const what = paths.length === 1 ? paths[0] : `${paths.length} files`
    console.log(`  ${what}: ${counts.passed} passed, ${counts.failed} failed · ${((performance.now() - begun) / 1000).toFixed(1)} s`)
    return counts
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Null when the process was gone before it could tell. */
function readCounts(path: string): Counts | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Counts
  } catch {
    return null
  }
}
