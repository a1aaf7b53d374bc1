// npm run bench: what a sign-in and its kin cost, measured on this machine. docs/performance.md says what is measured.

import { compareReport, measureCompare } from './compare.ts'
import { enrolReport, measureEnrol } from './enrol.ts'
import { growthReport, measureGrowth } from './growth.ts'
import { listSignIn } from './list.ts'
import { measureMemory, memoryReport } from './memory.ts'
import { measureMorning, morningReport } from './morning.ts'
import { measurePages, pagesReport } from './pages.ts'
import { measureProcesses, processesReport } from './processes.ts'
import { measureProfile, profileReport } from './profile.ts'
import { measureRefresh, refreshReport } from './refresh.ts'
import { FULL, QUICK, type Scale } from './scale.ts'
import { measureSignIn, signInReport } from './sign-in.ts'
import { measureStart, startReport } from './start.ts'
import { measureStorm, stormReport } from './storm.ts'
import { measureAll } from './table.ts'
import { BACKENDS } from './world.ts'

const USAGE = `npm run bench                       all of it, and a table (half an hour)
npm run bench -- sign-in            what one costs, beside its password hash
npm run bench -- sign-in --list     its statements, request by request
npm run bench -- enrol              first enrolments, twenty at once
npm run bench -- refresh            what a session costs that goes on
npm run bench -- storm              two hundred people at once, on PostgreSQL and on PGlite
npm run bench -- morning            two thousand first enrolments in ten minutes
npm run bench -- processes          sign-ins by 1, 2, 4 and 16 processes, and how many wait for a lock
npm run bench -- growth             2,000 people and 200,000; one company and 400
npm run bench -- start              from nothing to the first answer
npm run bench -- memory             resident, at rest and at most
npm run bench -- pages              what a browser loads
npm run bench -- compare            better-auth beside it (installs it, in .cache)
npm run bench -- profile            what a sign-in's milliseconds are spent on, by package
--pglite, --postgresql: on this alone, where a flow is measured on both (sign-in: PostgreSQL, or --pglite)
--quick: fewer people, for a look
PostgreSQL with its contrib part is needed; data lies in folders of its own that are deleted. A flow takes half a minute;
storm, growth, processes and compare one or two, morning twelve.`

const OPTIONS = new Set(['--quick', '--list', '--pglite', '--postgresql'])
const words = process.argv.slice(2)
const names = words.filter((word) => !word.startsWith('--'))
const unknown = words.filter((word) => word.startsWith('--') && !OPTIONS.has(word))
const isQuick = words.includes('--quick')
const backends = BACKENDS.filter((each) => words.includes(`--${each.toLowerCase()}`))
const [first] = backends
const chosen = backends.length > 0 ? backends : BACKENDS

const eachBackend = async (report: (backend: (typeof BACKENDS)[number]) => Promise<string>): Promise<string> => {
  const reports: string[] = []
  for (const backend of chosen) reports.push(await report(backend))
  return reports.join('\n\n')
}

const FLOWS: Record<string, (scale: Scale) => Promise<string>> = {
  'sign-in': async ({ people }) =>
    words.includes('--list') ? listSignIn() : signInReport(await measureSignIn(people, first)),
  enrol: async ({ people }) => enrolReport(await measureEnrol(people)),
  refresh: async ({ rounds }) => refreshReport(await measureRefresh(rounds)),
  storm: ({ storm }) => eachBackend(async (backend) => stormReport(await measureStorm(backend, storm))),
  morning: async ({ morning }) => morningReport(await measureMorning(morning)),
  processes: async ({ people, processes }) => processesReport(await measureProcesses(processes, people)),
  growth: async ({ growth: { small, large, samples } }) => growthReport(await measureGrowth(small, large, samples)),
  start: async () => startReport(await measureStart()),
  memory: ({ memory }) => eachBackend(async (backend) => memoryReport(await measureMemory(backend, memory))),
  pages: async () => pagesReport(await measurePages()),
  compare: async ({ people }) => compareReport(await measureCompare(people)),
  profile: async ({ people }) => profileReport(await measureProfile(people)),
}

async function run(): Promise<string> {
  if (words.some((word) => word === '--help' || word === '-h')) return USAGE
  if (unknown.length > 0) throw new Error(`there is no ${unknown.join(', ')}\n\n${USAGE}`)
  const scale = isQuick ? QUICK : FULL
  const [name, ...more] = names
  if (name === undefined) return measureAll(scale, console.log)
  const measured = FLOWS[name]
  if (measured && more.length === 0) return measured(scale)
  if (name === 'help') return USAGE
  throw new Error(measured ? `one at a time, not also ${more.join(' ')}` : `there is no ${name}\n\n${USAGE}`)
}

try {
  console.log(await run())
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
// Connections that are kept would hold the process.
process.exit()
