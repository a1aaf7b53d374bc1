// Kills during enrolments: what was acknowledged holds, nothing is half done or works twice, and everybody finishes.
import { scratchFolder, postgresServer } from '@sluis/test-kit'
import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { seed, runCrashScenario } from './crash-scenario.ts'

const SEED = seed()
const KILLS = 25
const LIMIT_MS = 400_000

// Side by side, since each mostly waits for a process to come up again.
void describe(`crashes (SLUIS_RACE_SEED=${SEED})`, { concurrency: true, timeout: LIMIT_MS }, () => {
  test(`${KILLS} kills among two processes on PostgreSQL`, { timeout: LIMIT_MS }, async (t) => {
    const server = await postgresServer({ syncs: false, socket: true })
    t.after(() => server.stop())
    await runCrashScenario(t, {
      database: { url: await server.createDatabase() },
      processes: 2,
      kills: KILLS,
      seed: SEED,
    })
  })

  test(`${KILLS} kills of the one process on a directory of PGlite`, { timeout: LIMIT_MS }, async (t) => {
    const directory = mkdtempSync(join(scratchFolder(), 'sluis-races-'))
    t.after(() => rmSync(directory, { recursive: true, force: true }))
    await runCrashScenario(t, { database: { directory }, processes: 1, kills: KILLS, seed: SEED })
  })
})
