// The first start on an empty database: by several processes, killed at any moment, on a directory already in use.
import type { DatabaseLocation } from '@sluis/server-kit/database'
import { freePort, scratchFolder, postgresServer } from '@sluis/test-kit'
import { connectProvider } from '@sluis/provider/main'
import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import pg from 'pg'
import { fileURLToPath } from 'node:url'
import { dice } from './crash-runner.ts'
import { providerProcess, within } from './provider-process.ts'
import { middleOfAStep } from './race-world.ts'
import { inLanes } from './http-client.ts'
import { type InstanceConfig, settingsAt } from './settings.ts'
import { seed } from './crash-scenario.ts'

const SEED = seed()
const MIGRATIONS = readdirSync(
  fileURLToPath(new URL('../schema/migrations', import.meta.resolve('@sluis/provider/main'))),
).filter((name) => name.endsWith('.sql'))
/** About as many statements as a first start sends. */
const FIRST_START = 60

const server = await postgresServer({ syncs: false, socket: true })
after(() => server.stop())

async function instanceOn(database: DatabaseLocation): Promise<InstanceConfig> {
  const port = await freePort()
  return {
    port,
    issuer: `http://localhost:${port}`,
    database,
    smtpUrl: 'smtp://127.0.0.1:9',
    phoneAt: middleOfAStep(Date.now()),
    aheadMs: 0,
  }
}

const directories: string[] = []
after(() => directories.forEach((directory) => rmSync(directory, { recursive: true, force: true })))

function directoryOf(): DatabaseLocation & { directory: string } {
  const directory = mkdtempSync(join(scratchFolder(), 'sluis-races-'))
  directories.push(directory)
  return { directory }
}

/** Migrations, signing key and audit trail are there once and complete. Nobody else uses the database. */
async function assertWhole(instance: InstanceConfig): Promise<void> {
  const opened = await connectProvider(settingsAt(instance))
  try {
    const rows = async (sql: string) => (await opened.database.pool.query<object>(sql)).rows
    assert.deepEqual(
      await rows('select name from migration order by name'),
      MIGRATIONS.map((name) => ({ name })),
    )
    assert.deepEqual(await rows('select count(*)::int as keys from signing_key'), [{ keys: 1 }])
    assert.deepEqual(await rows(`select count(*)::int as made from audit_event where action = 'signing-key-made'`), [
      { made: 1 },
    ])
    assert.equal((await opened.identity.audit.verify()).brokenAt, null)
  } finally {
    await opened.close()
  }
}

/** Longer than a statement of a request may take (packages/server-kit/src/database.ts). */
const LONG_MIGRATION_MS = 5_600

// Started before the other tests, since it mostly waits.
const patient = (async () => {
  const url = await server.createDatabase()
  const other = new pg.Client({ connectionString: url })
  await other.connect()
  await other.query('select pg_advisory_lock(727001)')
  const begun = performance.now()
  setTimeout(() => void other.end(), LONG_MIGRATION_MS)
  const waiting = providerProcess(await instanceOn({ url }))
  const isUp = await waiting.ready.then(
    () => true,
    () => false,
  )
  return { isUp, ms: performance.now() - begun, ending: await waiting.stop(), output: waiting.output() }
})()

for (const round of [1, 2, 3]) {
  test(`three processes started together on an empty database all come up, migrations run once, and there is one signing key (round ${round})`, async () => {
    const database = { url: await server.createDatabase() }
    const instances = await inLanes(1, 3, () => instanceOn(database))
    const processes = instances.map((instance) => providerProcess(instance))
    await Promise.all(processes.map((each) => each.ready))
    assert.deepEqual(
      await Promise.all(processes.map((each) => each.stop())),
      processes.map(() => ({ code: 0, signal: null })),
    )
    assert.deepEqual(
      processes.map((each) => each.output()),
      ['', '', ''],
    )
    await assertWhole(instances[0]!)
  })
}

test(`a first start that is killed on PostgreSQL at any of its statements is completed by the next one (seed ${SEED})`, async () => {
  const roll = dice(SEED)
  for (let kill = 0; kill < 6; kill++) {
    const instance = await instanceOn({ url: await server.createDatabase() })
    const crash = {
      statement: 1 + kill * (FIRST_START / 6) + roll(FIRST_START / 6),
      when: roll(2) === 0 ? ('before' as const) : ('after' as const),
    }
    const killed = providerProcess(instance, crash)
    await Promise.race([killed.ended, killed.ready])
    await killed.kill()
    const next = providerProcess(instance)
    await next.ready
    assert.deepEqual(await next.stop(), { code: 0, signal: null })
    assert.equal(next.output(), '', JSON.stringify(crash))
    await assertWhole(instance)
  }
})

test(`a first start that is killed on an empty directory, too, is completed by the next one (seed ${SEED})`, async () => {
  const roll = dice(SEED)
  for (const crash of [null, { statement: 3 + roll(50), when: 'after' as const }]) {
    const instance = await instanceOn(directoryOf())
    const killed = providerProcess(instance, crash ?? undefined)
    // While PGlite creates its first files, before any statement.
    if (!crash) setTimeout(() => void killed.kill(), 700 + roll(1_500))
    await Promise.race([killed.ended, killed.ready.catch(() => undefined)])
    await killed.kill()
    const next = providerProcess(instance)
    await next.ready
    assert.deepEqual(await next.stop(), { code: 0, signal: null })
    await assertWhole(instance)
  }
})

test('a second process on a directory that is in use ends immediately, says by whom it is used, and leaves the first alone', async () => {
  const database = { directory: directories.at(-1)! }
  const first = providerProcess(await instanceOn(database))
  await first.ready
  const second = providerProcess(await instanceOn(database))
  const ending = await within(20_000, 'the second process did not end', second.ended)
  assert.deepEqual(ending, { code: 1, signal: null })
  assert.match(
    second.output(),
    new RegExp(`directory ${database.directory} is in use by process ${first.pid}\\b.*stop that one first`),
  )
  assert.equal(second.output().trim().split('\n').length, 1, 'a sentence, not a stack')
  // The command-line tool ends as well.
  await assert.rejects(connectProvider(settingsAt(await instanceOn(database))), { name: 'DataDirectoryInUse' })
  assert.equal((await first.order({ kind: 'rows', sql: 'select 1' })).length, 1)
  assert.deepEqual(await first.stop(), { code: 0, signal: null })
  assert.equal(first.output(), '')
})

test('a process that starts during a long migration by another waits for it', async () => {
  const { isUp, ms, ending, output } = await patient
  assert.deepEqual({ isUp, ending, output }, { isUp: true, ending: { code: 0, signal: null }, output: '' })
  assert.ok(ms > LONG_MIGRATION_MS, `it came up after ${Math.round(ms)} ms, before the other was done`)
})
