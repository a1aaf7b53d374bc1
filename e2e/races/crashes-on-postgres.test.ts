// Kills of provider processes on PostgreSQL while people enrol: what was acknowledged holds, nothing is there by half, and everybody gets on.
import { postgresServer } from '@sluis/test-kit'
import { test } from 'node:test'
import { seed, shooting } from './shooting.ts'

const SEED = seed()
const KILLS = 25

test(`${KILLS} kills among two processes while people enrol one after the other (seed ${SEED})`, { timeout: 200_000 }, async (t) => {
  const server = await postgresServer()
  t.after(() => server.stop())
  await shooting(t, { database: { url: await server.createDatabase() }, processes: 2, kills: KILLS, seed: SEED })
})
