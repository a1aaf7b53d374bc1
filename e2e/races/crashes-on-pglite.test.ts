// Kills of the one provider process on a directory of PGlite while people enrol: it comes up again with all that was acknowledged.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { seed, shooting } from './shooting.ts'

const SEED = seed()
const KILLS = 25

test(`${KILLS} kills of the process that has the directory while people enrol one after the other (seed ${SEED})`, { timeout: 200_000 }, async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'sluis-races-'))
  t.after(() => rmSync(directory, { recursive: true, force: true }))
  await shooting(t, { database: { directory }, processes: 1, kills: KILLS, seed: SEED })
})
