// npm run bench: what a sign-in and its kin cost, measured on this machine. docs/performance.md says what is measured.

import { compareReport, measureCompare } from './compare/compare.ts'
import { enrolReport, measureEnrol } from './enrol.ts'
import { growthReport, measureGrowth } from './growth.ts'
import { listSignIn } from './list.ts'
import { measureMemory, memoryReport } from './memory.ts'
import { measurePages, pagesReport } from './pages.ts'
import { measureStart, startReport } from './start.ts'
import { measureMorning, morningReport } from './morning.ts'
import { measureProfile, profileReport } from './profile.ts'
import { measureRefresh, refreshReport } from './refresh.ts'
import { measureStorm, stormReport } from './storm.ts'
import { measureSignIn, signInReport } from './sign-in.ts'

const USAGE = `npm run bench -- sign-in            what one costs, beside its password hash
npm run bench -- sign-in --list     its statements, request by request
npm run bench -- enrol              first enrolments, twenty at once
npm run bench -- refresh            what a session costs that goes on
npm run bench -- storm              two hundred people at once, on PostgreSQL and on PGlite
npm run bench -- morning            two thousand first enrolments in ten minutes (--quick: two hundred in two)
npm run bench -- growth             2,000 people and 200,000; one company and 400
npm run bench -- profile            what a sign-in's milliseconds are spent on, by package
npm run bench -- compare            better-auth beside it (installs it, in .cache)
npm run bench -- start              from nothing to the first answer
npm run bench -- memory             resident, at rest and at most
npm run bench -- pages              what a browser loads
--quick: fewer people, for a look`

const words = process.argv.slice(2)
const isQuick = words.includes('--quick')
const flow = words.find((word) => !word.startsWith('--')) ?? ''

const FLOWS: Record<string, () => Promise<string>> = {
  'sign-in': async () =>
    words.includes('--list') ? listSignIn() : signInReport(await measureSignIn(isQuick ? 40 : 200)),
  enrol: async () => enrolReport(await measureEnrol(isQuick ? 40 : 200)),
  storm: async () => {
    const storm = isQuick ? { count: 220, seconds: 5 } : { count: 400, seconds: 20 }
    const served = stormReport(await measureStorm('PostgreSQL', storm))
    return `${served}\n\n${stormReport(await measureStorm('PGlite', storm))}`
  },
  morning: async () => morningReport(await measureMorning(isQuick ? 200 : 2000)),
  growth: async () =>
    growthReport(
      await (isQuick
        ? measureGrowth({ people: 500, audited: 5000 }, { people: 20_000, audited: 200_000 }, 40)
        : measureGrowth({ people: 2000, audited: 20_000 }, { people: 200_000, audited: 2_000_000 }, 200)),
    ),
  profile: async () => profileReport(await measureProfile(isQuick ? 40 : 200)),
  compare: async () => compareReport(await measureCompare(isQuick ? 40 : 200)),
  start: async () => startReport(await measureStart()),
  memory: async () => {
    const count = isQuick ? 20 : 100
    return `${memoryReport(await measureMemory('PostgreSQL', count))}\n${memoryReport(await measureMemory('PGlite', count))}`
  },
  pages: async () => pagesReport(await measurePages()),
  refresh: async () => refreshReport(await measureRefresh(isQuick ? 20 : 60)),
}

async function run(): Promise<string> {
  const measured = FLOWS[flow]
  if (measured) return measured()
  process.exitCode = 1
  return USAGE
}

try {
  console.log(await run())
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
// Connections that are kept would hold the process.
process.exit()
