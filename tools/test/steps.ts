// The steps of npm test, in their order.

import { oneCheck, type Counts } from './counts.ts'
import { installPrerequisites } from './prerequisites.ts'
import { runProgram } from './run-program.ts'
import { runTests, type OnFileDone } from './run-tests.ts'

export type Step = {
  name: string
  title: string
  hasTests: boolean
  /** A part of another step, run only by its name. */
  isPart: boolean
  /** Runs at the same time as the step before it. */
  isBeside: boolean
  /**
   * `words` choose test files by their path; a step without tests passes them over. `onFileDone` is told how long files
   * of
   * tests took.
   */
  run: (words: string[], onFileDone: OnFileDone) => Promise<Counts>
}

const OF_SERVERS = '**/*.servers.test.ts'
// What measures time.
const ALONE = ['enumeration.servers', 'orderly-stop']
// What takes longest, as measured on two processors.
const FIRST = [
  'races/crashes',
  'races/sms-crashes',
  'e2e/journeys/',
  'help.browser',
  'change-email.servers',
  'concurrent-start',
  'jobs.servers',
  'start.servers',
  'mail-queue.servers',
  'notices.servers',
  'examples.browser',
  'pages.browser',
  'mail-crashes',
  'rate-limits.servers',
  'forgotten.servers',
  'sms-service.servers',
]
const OF_BROWSERS = ['**/*.browser.test.ts', 'e2e/**/*.test.ts']

// All TypeScript, then each environment alone.
const PROJECTS = ['tsconfig.json', 'tsconfig.node.json', 'tsconfig.browser.json', 'tsconfig.portable.json']

const check = (name: string, title: string, isPassed: () => Promise<boolean>, isBeside = false): Step => ({
  name,
  title,
  hasTests: false,
  isPart: false,
  isBeside,
  run: async () => oneCheck(await isPassed()),
})

type How = Partial<Pick<Step, 'isPart' | 'isBeside'>>
const tests = (name: string, title: string, run: Step['run'], how: How = {}): Step => ({
  name,
  title,
  hasTests: true,
  isPart: false,
  isBeside: false,
  ...how,
  run,
})

const inProcesses =
  (files: string[]): Step['run'] =>
  (words, onFileDone) =>
    runTests({ files, except: [], words, isolation: 'process', alone: ALONE, first: FIRST, onFileDone })

export const STEPS: Step[] = [
  check('prerequisites', 'the programs that the tests use', installPrerequisites),
  check('types', 'tsc, for each environment', async () =>
    (await Promise.all(PROJECTS.map((project) => runProgram('tsc', ['--project', project], {}, true)))).every(Boolean),
  ),
  check(
    'lint',
    'oxlint, with types',
    () => runProgram('oxlint', ['--type-aware', '--deny-warnings', '--format=unix'], {}, true),
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
  tests(
    'unit',
    'rules, stores and routes, in one process',
    (words, onFileDone) =>
      runTests({ files: ['**/*.test.ts'], except: [OF_SERVERS, ...OF_BROWSERS], words, isolation: 'none', onFileDone }),
    { isBeside: true },
  ),
  tests(
    'processes',
    'servers and journeys, each file in a process of its own',
    inProcesses([OF_SERVERS, ...OF_BROWSERS]),
  ),
  tests('servers', 'what starts servers', inProcesses([OF_SERVERS]), { isPart: true }),
  tests('journeys', 'what goes through a browser', inProcesses(OF_BROWSERS), { isPart: true }),
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
