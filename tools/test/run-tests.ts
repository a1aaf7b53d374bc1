// Runs test files in processes of one or of several, side by side, and brings home the counts.

import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { judged, NOTHING, sum, type Counts, type Report } from './counts.ts'
import { runProgram } from './run-program.ts'

/** Files that are run in the same way; `perProcess`: as many as share a process, one after the other. */
export type TestKind = { files: string[]; except?: string[]; perProcess: number }

/**
 * `words` choose files by their path. Parts of paths name files that are alone in a process: `first` those that take
 * longest, the longest first, `waiting` those that leave the processors to others, one after the other beside them, and
 * `last` those that run when nothing else does.
 */
type Wanted = {
  kinds: TestKind[]
  words: string[]
  first: string[]
  waiting: string[]
  last: string[]
  onFileDone: OnFileDone
}
export type OnFileDone = (path: string, seconds: number) => void

const REPORTER = new URL('reporter.ts', import.meta.url).href
const ONE_PROCESS = 'tools/test/one-process.ts'
const TEST_LIMIT_SECONDS = 150
// PGlite's code is compiled once and quickly: no test runs it long enough for the better compiler to pay.
const FLAGS = ['--liftoff-only']
// Two more than there are processors: files wait for mails, browsers and the next code of a phone more than they work.
const LANES = Math.min(2, availableParallelism()) + 2
// Loading a server's code and PGlite's costs as much as two files do with it.
const FEWEST = 3

/** Files are found from the present folder. No file is no fault here; that nothing ran at all is told at the end. */
export async function runTests({ kinds, words, first, waiting, last, onFileDone }: Wanted): Promise<Counts> {
  const named = [...first, ...waiting, ...last]
  const processes = kinds.flatMap((kind) => inProcesses(find(kind, words), kind.perProcess, named))
  const isOf =
    (parts: string[]) =>
    ([path = '']: string[]): boolean =>
      parts.some((part) => path.includes(part))
  const byRank =
    (parts: string[]) =>
    ([one = '']: string[], [other = '']: string[]): number =>
      rank(parts, one) - rank(parts, other)
  const working = processes.filter((paths) => !isOf(waiting)(paths) && !isOf(last)(paths)).toSorted(byRank(first))
  const beside = processes.filter(isOf(waiting)).toSorted(byRank(waiting))
  // What waits leaves its lane to the others when it is done.
  const together = await Promise.all([
    inLanes(working, LANES, onFileDone),
    inLanes(beside, 1, onFileDone).then(async (counts) => sum(counts, await inLanes(working, 1, onFileDone))),
  ])
  return sum(together.reduce(sum, NOTHING), await inLanes(processes.filter(isOf(last)), LANES, onFileDone))
}

const find = ({ files, except = [] }: TestKind, words: string[]): string[] =>
  globSync(files, { exclude: ['**/node_modules/**', '**/dist/**', 'data/**', ...except] })
    .filter((path) => words.every((word) => path.includes(word)))
    .toSorted()

/** The files of each process. One of which a part is named has a process to itself where others share. */
function inProcesses(paths: string[], perProcess: number, named: string[]): string[][] {
  const isAlone = (path: string): boolean => perProcess < Infinity && named.some((part) => path.includes(part))
  const alone = paths.filter(isAlone).map((path) => [path])
  return [
    ...alone,
    ...shared(
      paths.filter((path) => !isAlone(path)),
      perProcess,
    ),
  ]
}

/**
 * Fewer in a process towards the end, so that the lanes come to their end together. From both ends by turns: what is at
 * the end of the paths (races) works where what is at their beginning waits.
 */
function shared(paths: string[], perProcess: number): string[][] {
  const left = [...paths]
  const processes: string[][] = []
  while (left.length > 0) {
    const fair = Math.max(FEWEST, Math.ceil(left.length / (2 * LANES)))
    const size = perProcess === Infinity ? left.length : Math.min(perProcess, fair)
    processes.push(processes.length % 2 === 0 ? left.splice(0, size) : left.splice(-size))
  }
  return processes
}

/** The place of its first part among these; behind all of them where it has none. */
function rank(parts: string[], path: string): number {
  const at = parts.findIndex((part) => path.includes(part))
  return at === -1 ? parts.length : at
}

/** Several at a time; each lane takes the next that no other has taken, off the list. */
async function inLanes(left: string[][], lanes: number, onFileDone: OnFileDone): Promise<Counts> {
  const lane = async (): Promise<Counts> => {
    let total = NOTHING
    for (let paths = left.shift(); paths !== undefined; paths = left.shift())
      total = sum(total, await inOneProcess(paths, onFileDone))
    return total
  }
  return (await Promise.all(Array.from({ length: lanes }, lane))).reduce(sum, NOTHING)
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
    const report = readReport(file)
    const unfinished = paths.filter((path) => !report?.files.some((each) => each.path === path))
    if (unfinished.length > 0) console.log(`  ✖ Did not come to their end: ${unfinished.join(', ')}`)
    const counts = judged(report, isEndedWell && unfinished.length === 0)
    for (const { path, seconds } of report?.files ?? []) onFileDone(path, seconds)
    const seconds = (performance.now() - begun) / 1000
    const what = paths.length === 1 ? paths[0]! : `${paths.length} files from ${paths[0]!}`
    console.log(`  ${what}: ${counts.passed} passed, ${counts.failed} failed · ${seconds.toFixed(1)} s`)
    return counts
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Null when the process was gone before it could tell. */
function readReport(path: string): Report | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Report
  } catch {
    return null
  }
}
