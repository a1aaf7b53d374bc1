// Processes that start together on an empty database bring it up once between them, and all come up.
import { freePort, postgresServer } from '@sluis/test-kit'
import pg from 'pg'
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { middleOfAStep } from './race-world.ts'
import { providerProcess } from './provider-process.ts'
import { few } from './sending.ts'
import type { Place } from './settings.ts'

const MIGRATIONS = readdirSync(fileURLToPath(new URL('schema/migrations', import.meta.resolve('@sluis/provider/main')))).filter((name) => name.endsWith('.sql'))

const server = await postgresServer()
after(() => server.stop())

const placeOn = async (url: string): Promise<Place> => {
  const port = await freePort()
  return { port, issuer: `http://localhost:${port}`, database: { url }, smtpUrl: 'smtp://127.0.0.1:9', phoneAt: middleOfAStep(Date.now()), aheadMs: 0 }
}

async function ask<Row extends object>(url: string, sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  return client.query<Row>(sql).then(({ rows }) => rows).finally(() => client.end())
}

for (const round of [1, 2, 3]) {
  test(`three processes at once on an empty database all come up; migrations ran once, and there is one signing key (round ${round})`, async () => {
    const url = await server.createDatabase()
    const processes = (await few(1, 3, () => placeOn(url))).map((place) => providerProcess(place))
    try {
      await Promise.all(processes.map((each) => each.ready))
      assert.deepEqual(await ask(url, 'select name from migration order by name'), MIGRATIONS.map((name) => ({ name })))
      assert.deepEqual(await ask(url, 'select count(*)::int as keys from signing_key'), [{ keys: 1 }])
      assert.deepEqual(await ask(url, `select count(*)::int as made from audit_event where action = 'signing-key-made'`), [{ made: 1 }])
      assert.deepEqual(processes.map((each) => each.said()), ['', '', ''])
    } finally {
      assert.deepEqual(await Promise.all(processes.map((each) => each.stop())), Array(3).fill({ code: 0, signal: null }))
    }
  })
}
