// Runs test files, all in one process or each in its own, and brings home the counts.

import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { judged, NOTHING, sum, type Counts } from './counts.ts'
import { runProgram } from './run-program.ts'

/**
 * `alone`: parts of the paths of files that run when nothing else does, after the others. `first`: of those that take
 * longest.
 */
type Wanted = {
  files: string[]
  except: string[]
  words: string[]
  isolation: 'none' | 'process'
  alone?: string[]
  first?: string[]
}

const REPORTER = new URL('reporter.ts', import.meta.url).href
const ONE_PROCESS = 'tools/test/one-process.ts'
const TEST_LIMIT_SECONDS = 150
// Files wait for mails and browsers more than they work.
const LANES = Math.min(2, availableParallelism())

/** Files are found from the present folder. No file is no fault here; that nothing ran at all is told at the end. */
export async function runTests({ files, except, words, isolation, alone = [], first = [] }: Wanted): Promise<Counts> {
  const paths = globSync(files, { exclude: ['**/node_modules/**', '**/dist/**', 'data/**', ...except] })
    .filter((path) => words.every((word) => path.includes(word)))
    .toSorted()
  if (isolation === 'none') return paths.length === 0 ? NOTHING : inOneProcess(paths)
  const isOf = (parts: string[], path: string): boolean => parts.some((part) => path.includes(part))
  const concurrent = paths
    .filter((path) => !isOf(alone, path))
    .toSorted((one, other) => Number(isOf(first, other)) - Number(isOf(first, one)))
  const lanes = await Promise.all(Array.from({ length: LANES }, () => inALane(concurrent)))
  return sum(lanes.reduce(sum, NOTHING), await inALane(paths.filter((path) => isOf(alone, path))))
}

/** One file after the other, of what no other lane has taken. */
async function inALane(left: string[]): Promise<Counts> {
  let total = NOTHING
  for (let path = left.shift(); path !== undefined; path = left.shift())
    total = sum(total, await inOneProcess([path], true))
  return total
}

async function inOneProcess(paths: string[], isBuffered = false): Promise<Counts> {
  const folder = mkdtempSync(join(tmpdir(), 'sluis-test-'))
  const file = join(folder, 'counts.json')
  const begun = performance.now()
  try {
    const args = [`--test-reporter=${REPORTER}`, `--test-timeout=${TEST_LIMIT_SECONDS * 1000}`, ONE_PROCESS, ...paths]
    const isEndedWell = await runProgram('node', args, { SLUIS_TEST_COUNTS: file }, isBuffered)
    const counts = judged(readCounts(file), isEndedWell)
    const what = paths.length === 1 ? paths[0] : `${paths.length} files`
    console.log(
      `  ${what}: ${counts.passed} passed, ${counts.failed} failed · ${((performance.now() - begun) / 1000).toFixed(1)} s`,
    )
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
