// All of it in one run: each flow's report as it is measured, and at the end one table in markdown.

import { type CompareFigures, compareReport, measureCompare } from './compare.ts'
import { enrolReport, measureEnrol } from './enrol.ts'
import { growthReport, measureGrowth } from './growth.ts'
import { measureMemory, memoryReport } from './memory.ts'
import type { Figures } from './measure.ts'
import { measureMorning, morningReport } from './morning.ts'
import { measurePages, pagesReport } from './pages.ts'
import { AT_ONCE, measureProcesses, processesReport } from './processes.ts'
import { measureProfile, profileReport } from './profile.ts'
import { measureRefresh, refreshReport } from './refresh.ts'
import { measureSignIn, type SignInFigures, signInReport } from './sign-in.ts'
import { measureStart, startReport } from './start.ts'
import { measureStorm, type StormFigures, stormReport } from './storm.ts'
import type { Scale } from './scale.ts'
import { BACKENDS } from './world.ts'

type Row = [what: string, measured: string]

/** `tell`: takes each report as it comes. Resolves to the table. */
export async function measureAll(scale: Scale, tell: (report: string) => void): Promise<string> {
  const rows: Row[] = []
  for (const part of PARTS) {
    try {
      const { report, row } = await part(scale)
      tell(`${report}\n`)
      rows.push(...row)
    } catch (error) {
      // What was measured is told all the same.
      tell(`NOT MEASURED: ${error instanceof Error ? error.message : String(error)}\n`)
      process.exitCode = 1
    }
  }
  return ['| what | measured |', '|---|---|', ...rows.map((row) => `| ${row.join(' | ')} |`)].join('\n')
}

const PARTS: ((scale: Scale) => Promise<{ report: string; row: Row[] }>)[] = [
  async ({ people }) => {
    const found = await measureSignIn(people)
    return { report: signInReport(found), row: [['complete sign-in, on PostgreSQL', signInCell(found)]] }
  },
  async ({ people }) => {
    const found = await measureSignIn(people, 'PGlite')
    const cell = `${whole(found.eightAtOnce)}; hash ÷ sign-in **${found.ratio.toFixed(2)}**`
    return { report: signInReport(found), row: [['the same on PGlite', cell]] }
  },
  async ({ people }) => {
    const found = await measureCompare(people)
    return {
      report: compareReport(found),
      row: [['better-auth 1.7 + twoFactor (no OpenID) ÷ ours', compareCell(found)]],
    }
  },
  async ({ people }) => {
    const found = await measureEnrol(people)
    const { atOnce, besideHash, requests, lost } = found
    const pace = `${atOnce.perSecond.toFixed(1)} a second, p95 ${seconds(atOnce.p95Ms)}, ${lost} lost`
    const cost = `${besideHash.toFixed(0)} ms beside its hash; ${requests} requests, ${statements(atOnce)}`
    return {
      report: enrolReport(found),
      row: [
        ['first enrolment, whole journey', cost],
        ['first enrolments, 20 at once', pace],
      ],
    }
  },
  async ({ rounds }) => {
    const found = await measureRefresh(rounds)
    const row = Object.entries(found).map(([name, each]): Row => [name, `${whole(each)}; ${statements(each)}`])
    return { report: refreshReport(found), row }
  },
  ...BACKENDS.map((backend) => async ({ storm }: Scale) => {
    const found = await measureStorm(backend, storm)
    return {
      report: stormReport(found),
      row: [[`200 sign-ins at once for ${storm.seconds} s, ${backend}`, stormCell(found)]] as Row[],
    }
  }),
  async ({ morning }) => {
    const found = await measureMorning(morning)
    const what = `${found.people} first enrolments in ${found.minutes.toFixed(1)} minutes, 200 at once, 5 % wrong codes`
    return {
      report: morningReport(found),
      row: [[what, `${found.lost} lost, p95 of a page ${found.page.p95Ms.toFixed(0)} ms`]],
    }
  },
  async ({ people, processes }) => {
    const found = await measureProcesses(processes, people)
    const row = found.map(({ processes: count, figures, waiting }): Row => {
      const cell = `${figures.perSecond.toFixed(1)} a second, ${whole(figures)}; ${waiting.mean.toFixed(2)} statements wait for a lock`
      return [`${AT_ONCE} sign-ins at once by ${count} processes`, cell]
    })
    return { report: processesReport(found), row }
  },
  ...BACKENDS.map((backend) => async ({ memory }: Scale) => {
    const found = await measureMemory(backend, memory)
    const cell = `${found.rest.toFixed(0)} MB at rest, ${found.peak.toFixed(0)} MB at most`
    return { report: memoryReport(found), row: [[`resident memory of the provider, ${backend}`, cell]] as Row[] }
  }),
  async () => {
    const found = await measureStart()
    const row = found.map(({ name, wallMs, processorMs }): Row => {
      return [`start: ${name}`, `${seconds(wallMs)}, ${seconds(processorMs)} of processor`]
    })
    return { report: startReport(found), row }
  },
  async ({ growth: { small, large, samples } }) => {
    const found = await measureGrowth(small, large, samples)
    const report = growthReport(found)
    const cells = report.split('\n').flatMap((line): Row[] => {
      const [, what, cell] = /^(growth|companies): (.+)$/u.exec(line) ?? []
      if (what === 'growth') return [[`${small.people} → ${large.people} people, ${large.audited} audit events`, cell!]]
      return what === 'companies' ? [['a person with 400 companies, beside one', cell!]] : []
    })
    return { report, row: cells }
  },
  async () => {
    const found = await measurePages()
    const most = (of: (weight: (typeof found)[number]) => number): string =>
      (Math.max(...found.map(of)) / 1024).toFixed(1)
    const requests = Math.max(...found.map((weight) => weight.requests))
    const cell = `at most ${most(({ script }) => script)} kB JavaScript, ${most(({ style }) => style)} kB CSS, ${requests} requests until the first paint`
    return { report: pagesReport(found), row: [['pages of sign-in and enrolment, packed', cell]] }
  },
  async ({ people }) => ({ report: profileReport(await measureProfile(people)), row: [] }),
]

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`
const statements = (figures: Figures): string => `${Math.round(figures.statements)} statements`
const processor = ({ provider, database }: Figures): number => provider + database
const whole = (figures: Figures): string =>
  `${figures.provider.toFixed(1)} + ${figures.database.toFixed(1)} = ${processor(figures).toFixed(1)} ms`

const signInCell = ({ requests, eightAtOnce, hashMs, ratio }: SignInFigures): string =>
  `${Math.round(requests)} requests, ${statements(eightAtOnce)}; ${whole(eightAtOnce)} (the hash ${hashMs.toFixed(1)} ms); hash ÷ sign-in **${ratio.toFixed(2)}**; ${eightAtOnce.perSecond.toFixed(1)} a second at 8 at once`

const compareCell = ({ ours, theirs, withOurHash }: CompareFigures): string =>
  `${(processor(theirs) / processor(ours)).toFixed(2)} × as it comes (scrypt), ${(processor(withOurHash) / processor(ours)).toFixed(2)} × with our hash`

const stormCell = ({ livez, admitted, refused }: StormFigures): string =>
  `\`/livez\` ≤ ${livez.maxMs.toFixed(0)} ms (p95 ${livez.p95Ms.toFixed(0)}); ${(refused.share * 100).toFixed(0)} % refused, p95 within ${refused.p95Ms.toFixed(0)} ms; let in: ${admitted.perSecond.toFixed(1)} a second, p95 ${seconds(admitted.p95Ms)} beside ≤ ${seconds(admitted.waitedP95Ms)} in the waiting room`
