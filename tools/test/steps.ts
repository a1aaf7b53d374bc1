// The steps of npm test, in their order.

import { oneCheck, type Counts } from './counts.ts'
import { installPrerequisites } from './prerequisites.ts'
import { runProgram } from './run-program.ts'
import { runTests } from './run-tests.ts'

export type Step = {
  name: string
  title: string
  hasTests: boolean
  /** A part of another step, run only by its name. */
  isPart: boolean
  /** `words` choose test files by their path; a step without tests passes them over. */
  run: (words: string[]) => Promise<Counts>
}

const OF_SERVERS = '**/*.servers.test.ts'
// What measures time, and what is a crowd of processes by itself.
const ALONE = ['enumeration.servers', 'e2e/races/']
const FIRST = ['e2e/journeys/']
const OF_BROWSERS = ['**/*.browser.test.ts', 'e2e/**/*.test.ts']

const check = (name: string, title: string, isPassed: () => Promise<boolean>): Step => ({
  name,
  title,
  hasTests: false,
  isPart: false,
  run: async () => oneCheck(await isPassed()),
})

const tests = (name: string, title: string, run: Step['run'], isPart = false): Step => ({
  name,
  title,
  hasTests: true,
  isPart,
  run,
})

export const STEPS: Step[] = [
  check('prerequisites', 'the programs that the tests use', installPrerequisites),
  check('types', 'tsc', () => runProgram('tsc', ['--noEmit'])),
  check('lint', 'oxlint, with types', () => runProgram('oxlint', ['--type-aware', '--deny-warnings', '--format=unix'])),
  check('architecture', 'the plan of the house', () => runProgram('node', ['tools/check-architecture.ts'])),
  check('citations', 'what comments and pages send their reader to', () =>
    runProgram('node', ['tools/check-citations.ts']),
  ),
  tests('unit', 'rules, stores and routes, in one process', (words) =>
    runTests({ files: ['**/*.test.ts'], except: [OF_SERVERS, ...OF_BROWSERS], words, isolation: 'none' }),
  ),
  tests('processes', 'servers and journeys, each file in a process of its own', (words) =>
    runTests({
      files: [OF_SERVERS, ...OF_BROWSERS],
      except: [],
      words,
      isolation: 'process',
      alone: ALONE,
      first: FIRST,
    }),
  ),
  tests(
    'servers',
    'what starts servers',
    (words) => runTests({ files: [OF_SERVERS], except: [], words, isolation: 'process', alone: ALONE, first: FIRST }),
    true,
  ),
  tests(
    'journeys',
    'what goes through a browser',
    (words) => runTests({ files: OF_BROWSERS, except: [], words, isolation: 'process', alone: ALONE, first: FIRST }),
    true,
  ),
]
