// Runs test files, all in one process or each in its own, and brings home the counts.

import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { judged, NOTHING, sum, type Counts } from './counts.ts'
import { runProgram } from './run-program.ts'

/**
 * `alone`: parts of the paths of files that run when nothing else does, after the others. `first`: of those that take
 * longest, the longest first. `onFileDone` is told how long each took.
 */
type Wanted = {
  files: string[]
  except: string[]
  words: string[]
  isolation: 'none' | 'process'
  alone?: string[]
  first?: string[]
  onFileDone: OnFileDone
}
export type OnFileDone = (path: string, seconds: number) => void

const REPORTER = new URL('reporter.ts', import.meta.url).href
const ONE_PROCESS = 'tools/test/one-process.ts'
const TEST_LIMIT_SECONDS = 150
// PGlite's code is compiled once and quickly: no test runs it long enough for the better compiler to pay.
const FLAGS = ['--liftoff-only']
// One more than there are processors: files wait for mails, browsers and the next code of a phone as well as they work.
const LANES = Math.min(2, availableParallelism()) + 1

/** Files are found from the present folder. No file is no fault here; that nothing ran at all is told at the end. */
export async function runTests({
  files,
  except,
  words,
  isolation,
  alone = [],
  first = [],
  onFileDone,
}: Wanted): Promise<Counts> {
  const paths = globSync(files, { exclude: ['**/node_modules/**', '**/dist/**', 'data/**', ...except] })
    .filter((path) => words.every((word) => path.includes(word)))
    .toSorted()
  if (isolation === 'none') return paths.length === 0 ? NOTHING : inOneProcess(paths, onFileDone)
  const isOf = (parts: string[], path: string): boolean => parts.some((part) => path.includes(part))
  const concurrent = paths
    .filter((path) => !isOf(alone, path))
    .toSorted((one, other) => rank(first, one) - rank(first, other))
  const lanes = await Promise.all(Array.from({ length: LANES }, () => inALane(concurrent, onFileDone)))
  const last = paths.filter((path) => isOf(alone, path))
  return sum(lanes.reduce(sum, NOTHING), await inALane(last, onFileDone))
}

/** The place of its first part among these; behind all of them where it has none. */
function rank(parts: string[], path: string): number {
  const at = parts.findIndex((part) => path.includes(part))
  return at === -1 ? parts.length : at
}

/** One file after the other, of what no other lane has taken. */
async function inALane(left: string[], onFileDone: OnFileDone): Promise<Counts> {
  let total = NOTHING
  for (let path = left.shift(); path !== undefined; path = left.shift())
    total = sum(total, await inOneProcess([path], onFileDone))
  return total
}

async function inOneProcess(paths: string[], onFileDone: OnFileDone): Promise<Counts> {
  const folder = mkdtempSync(join(tmpdir(), 'sluis-test-'))
  const file = join(folder, 'counts.json')
  const begun = performance.now()
  try {
    const args = [
      ...FLAGS,
      `--test-reporter=${REPORTER}`,
      `--test-timeout=${TEST_LIMIT_SECONDS * 1000}`,
      ONE_PROCESS,
      ...paths,
    ]
    const isEndedWell = await runProgram('node', args, { SLUIS_TEST_COUNTS: file }, true)
    const counts = judged(readCounts(file), isEndedWell)
    const what = paths.length === 1 ? paths[0]! : `${paths.length} files`
    const seconds = (performance.now() - begun) / 1000
    onFileDone(what, seconds)
    console.log(`  ${what}: ${counts.passed} passed, ${counts.failed} failed · ${seconds.toFixed(1)} s`)
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
