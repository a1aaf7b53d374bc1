// The preload in a separate program: pages, tokens, cookies and the database follow a moved clock, phones do not.
import assert from 'node:assert/strict'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

type Report = {
  now: number
  phone: number
  bare: number
  constructed: number
  database: number
  parameters: boolean
  token: number
  overflows: number
  year: string
  cookies: number[]
}

const YEAR_MS = 365 * 86_400_000
const isAbout = (args: number, expected: number, what: string) =>
  assert.ok(
    Math.abs(args - expected) < 60_000,
    `${what}: ${new Date(args).toISOString()} is not about ${new Date(expected).toISOString()}`,
  )

function holds(report: Report, offsetMs: number): void {
  const real = Date.now()
  for (const moved of ['now', 'bare', 'constructed', 'database', 'token'] as const)
    isAbout(report[moved], real + offsetMs, moved)
  isAbout(report.phone, real, 'phone')
  assert.equal(report.year, String(new Date(real + offsetMs).getFullYear()))
  assert.ok(report.parameters, 'dates go to the database and come back')
  assert.equal(report.overflows, 0, 'a wait that is too long for Node becomes none at all')
  for (const expiry of report.cookies) isAbout(expiry, real + 3_600_000, 'cookie, on the clock of the browser')
}

test('libraries follow the clock, from the start and at each move; phones and browsers do not', async () => {
  const child = fork(fileURLToPath(new URL('../testing/shifted-program.ts', import.meta.url)), [], {
    env: { ...process.env, SLUIS_DEMO_CLOCK_OFFSET_MS: String(YEAR_MS) },
    execArgv: ['--import', new URL('./preload.ts', import.meta.url).href],
  })
  try {
    holds(((await once(child, 'message')) as [Report])[0], YEAR_MS)
    for (const offsetMs of [-YEAR_MS, 3 * YEAR_MS, 0]) {
      child.send(offsetMs)
      holds(((await once(child, 'message')) as [Report])[0], offsetMs)
    }
  } finally {
    child.disconnect()
    await once(child, 'exit')
  }
})
