// The steps of npm test, in their order.

import { oneCheck, type Counts } from './counts.ts'
import { installPrerequisites } from './prerequisites.ts'
import { runProgram } from './run-program.ts'
import { runTests, type OnFileDone, type TestKind } from './run-tests.ts'

export type Step = {
  name: string
  title: string
  hasTests: boolean
  /** A part of another step, run only by its name. */
  isPart: boolean
  /** Runs at the same time as the step before it. */
  isBeside: boolean
  /**
   * `words` choose test files by their path; a step without tests passes them over. `onFileDone` is told how long each
   * file took.
   */
  run: (words: string[], onFileDone: OnFileDone) => Promise<Counts>
}

const UNIT = '**/*.test.ts'
const OF_SERVERS = '**/*.servers.test.ts'
const OF_BROWSERS = ['**/*.browser.test.ts', 'e2e/**/*.test.ts']
// What measures time: when nothing else does anything. These two mostly wait, and do not disturb each other.
const LAST = ['enumeration.servers', 'orderly-stop']
// What waits for real pauses nearly all the time: beside the others, so that no lane waits with it.
const WAITING = [
  'races/sms-crashes',
  'mail/mail-queue.servers',
  'platform/jobs.servers',
  'mail-crashes',
  'src/database.servers',
]
// What takes longest, as measured on two processors.
const FIRST = [
  'races/crashes',
  'e2e/journeys/',
  'help.browser',
  'concurrent-start',
  'start.servers',
  'examples.browser',
  'pages.browser',
]
// Loading a server's code and PGlite's costs more than most files do with it; more of them in a row would leave lanes
// empty at the end.
const PER_PROCESS = 12

// All TypeScript, then each environment alone.
const PROJECTS = ['tsconfig.json', 'tsconfig.node.json', 'tsconfig.browser.json', 'tsconfig.portable.json']
// The projects are checked side by side; several checkers of one would each find out the same types for themselves.
const ONE_CHECKER = ['--checkers', '1']
// Programs in Go that end within seconds: they look for what is unused half as often.
const GO = { GOGC: '200' }

const check = (name: string, title: string, isPassed: () => Promise<boolean>, isBeside = false): Step => ({
  name,
  title,
  hasTests: false,
  isPart: false,
  isBeside,
  run: async () => oneCheck(await isPassed()),
})

const tests = (name: string, title: string, run: Step['run'], { isPart = false } = {}): Step => ({
  name,
  title,
  hasTests: true,
  isPart,
  isBeside: false,
  run,
})

const testsOf =
  (...kinds: TestKind[]): Step['run'] =>
  (words, onFileDone) =>
    runTests({ kinds, words, first: FIRST, waiting: WAITING, last: LAST, onFileDone })
const unit: TestKind = { files: [UNIT], except: [OF_SERVERS, ...OF_BROWSERS], perProcess: Infinity }
const others = (...files: string[]): TestKind => ({ files, perProcess: PER_PROCESS })

export const STEPS: Step[] = [
  check('prerequisites', 'the programs that the tests use', installPrerequisites),
  check('types', 'tsc, for each environment', async () =>
    (
      await Promise.all(PROJECTS.map((project) => runProgram('tsc', ['--project', project, ...ONE_CHECKER], GO, true)))
    ).every(Boolean),
  ),
  check(
    'lint',
    'oxlint, with types',
    () => runProgram('oxlint', ['--type-aware', '--deny-warnings', '--format=unix'], GO, true),
    true,
  ),
  check(
    'architecture',
    'which file may import which',
    () => runProgram('node', ['tools/check-architecture.ts'], {}, true),
    true,
  ),
  check(
    'citations',
    'what comments and pages send their reader to',
    () => runProgram('node', ['tools/check-citations.ts'], {}, true),
    true,
  ),
  check(
    'vocabulary',
    'names in the words of the field',
    () => runProgram('node', ['tools/check-vocabulary.ts'], {}, true),
    true,
  ),
  check('format', 'prettier', () => runProgram('prettier', ['--check', '--log-level', 'warn', '.'], {}, true), true),
  tests('tests', 'rules, servers and journeys', testsOf(unit, others(OF_SERVERS, ...OF_BROWSERS))),
  tests('unit', 'rules, stores and routes, in one process', testsOf(unit), { isPart: true }),
  tests('servers', 'what starts servers', testsOf(others(OF_SERVERS)), { isPart: true }),
  tests('journeys', 'what goes through a browser', testsOf(others(...OF_BROWSERS)), { isPart: true }),
]

/** In their order, each with those that run beside it. */
export function groups(steps: readonly Step[]): Step[][] {
  const all: Step[][] = []
  for (const step of steps) {
    const last = all.at(-1)
    if (step.isBeside && last) last.push(step)
    else all.push([step])
  }
  return all
}
