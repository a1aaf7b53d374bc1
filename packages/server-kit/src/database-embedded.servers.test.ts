// The door to PGlite, which has a thread of its own: the process goes on beside it, its one session is everybody's
// without being anybody's, and its end loses nothing that was acknowledged.
import { scratchFolder } from '@sluis/test-kit'
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import type { Worker } from 'node:worker_threads'
import type pg from 'pg'
import pino from 'pino'
import { DataDirectoryInUse } from './data-lock.ts'
import { beginDirectory } from './database-template.ts'
import { type Database, isDatabaseGone, openDatabase } from './database.ts'

type Tables = { t: { n: number } }

const folder = mkdtempSync(join(scratchFolder(), 'sluis-embedded-'))
const directory = join(folder, 'data')
const copy = join(folder, 'copy')
const logged: string[] = []
const log = pino({}, { write: (line) => void logged.push(line) })
let thread: Worker
const noteThread = (worker: Worker): void => void (thread = worker)
process.on('worker', noteThread)
let database: Database<Tables> = await openDatabase<Tables>({ directory }, { log })
await database.pool.query('create table t (n int)')
after(async () => {
  process.off('worker', noteThread)
  await database.close()
  rmSync(folder, { recursive: true, force: true })
})
const stored = async (): Promise<number[]> =>
  (await database.pool.query<{ n: number }>('select n from t order by n')).rows.map(({ n }) => n)
const LONG_WORK = 'select count(*)::int from generate_series(1, 3000000)'

test('the process goes on while its database works', async () => {
  let turns = 0
  const turn = setInterval(() => turns++, 1)
  await database.pool.query(LONG_WORK)
  clearInterval(turn)
  assert.ok(turns >= 20, `it got ${turns} turns`)
})

test('what somebody left in the one session is no business of whoever comes next', async (t) => {
  await t.test('a transaction that was left open', async () => {
    await database.pool.query('begin; insert into t values (1)')
    assert.deepEqual(await stored(), [])
  })
  await t.test('a transaction whose client was given up while it waited', async () => {
    const client = await database.pool.connect()
    await client.query('begin')
    const given = client.query('insert into t values (2)').catch((error: unknown) => error)
    client.release(true)
    assert.deepEqual(await stored(), [])
    assert.ok(isDatabaseGone(await given), String(await given))
  })
  await t.test('statements that it named, its tables and its settings', async () => {
    const client = await database.pool.connect()
    await client.query({ name: 'one', text: 'select 1 as n' })
    await client.query('create temp table own (n int); set work_mem = 128')
    client.release(true)
    const next = await database.pool.connect()
    try {
      assert.deepEqual((await next.query({ name: 'one', text: 'select 2 as n' })).rows, [{ n: 2 }])
      await assert.rejects(next.query('select from own'), { code: '42P01' })
      assert.deepEqual((await next.query('show work_mem')).rows, [{ work_mem: '4MB' }])
    } finally {
      next.release()
    }
  })
})

test('a statement that fails keeps the session, and what was listened for is heard', async () => {
  const client = await database.pool.connect()
  await client.query('listen news')
  client.release()
  await assert.rejects(database.pool.query('select 1 / 0'), { code: '22012' })
  const heard = once(client, 'notification') as Promise<[pg.Notification]>
  await database.pool.query("notify news, 'bread'")
  const [{ channel, payload }] = await heard
  assert.deepEqual([channel, payload], ['news', 'bread'])
})

test('a thread that ends is said, all who wait learn it, and the next one finds what was acknowledged', async () => {
  await database.pool.query('insert into t values (3)')
  const open = database.db.transaction().execute(async (transaction) => {
    await transaction.insertInto('t').values({ n: 4 }).execute()
    const work = transaction.selectNoFrom((of) => of.val(1).as('n')).execute()
    void thread.terminate()
    await work
    await transaction.insertInto('t').values({ n: 5 }).execute()
  })
  const queued = [1, 2].map(() => database.pool.query(LONG_WORK).catch((error: unknown) => error))
  await assert.rejects(open, isDatabaseGone)
  // Who had not begun is none of those who waited for an answer: the database is open again before they ask.
  for (const result of await Promise.all(queued)) assert.ok(!(result instanceof Error) || isDatabaseGone(result))
  assert.deepEqual(await stored(), [3])
  assert.equal(await database.answers(), true)
  assert.equal(logged.filter((line) => line.includes('the database has ended by itself')).length, 1)
})

test('its directory is one process’s alone, and free when it has closed', async () => {
  await assert.rejects(openDatabase({ directory }), DataDirectoryInUse)
  await database.close()
  cpSync(directory, copy, { recursive: true })
  database = await openDatabase<Tables>({ directory }, { log })
  assert.deepEqual(await stored(), [3])
})

test('a process that asks nothing more ends, and leaves what was acknowledged', async () => {
  const code = `import { openDatabase } from ${JSON.stringify(new URL('database.ts', import.meta.url).href)}
    const { pool } = await openDatabase({ directory: ${JSON.stringify(copy)} })
    await pool.query('insert into t values (6)')`
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: 'inherit' })
  assert.deepEqual(await once(child, 'exit'), [0, null])
  const left = await openDatabase<Tables>({ directory: copy })
  assert.deepEqual((await left.pool.query('select n from t order by n')).rows, [{ n: 3 }, { n: 6 }])
  await left.close()
})

test('a directory that cannot be read is refused, and not kept', async () => {
  rmSync(join(copy, 'pglite/global'), { recursive: true })
  for (const _ of [1, 2])
    await assert.rejects(openDatabase({ directory: copy }), /^Error: PGlite cannot open its directory$/u)
})

test('of several that begin together one makes the empty database, and a new directory is a copy of it', async () => {
  const cache = join(folder, 'cache')
  const paths = ['one', 'other'].map((name) => join(folder, name, 'pglite'))
  await Promise.all(paths.map((path) => beginDirectory(path, cache)))
  // It begins with the number that each database gets when it is made.
  const [one, other] = paths.map((path) => readFileSync(join(path, 'global/pg_control')).subarray(0, 8))
  assert.deepEqual(one, other)
  assert.deepEqual(readdirSync(cache).toSorted(), ['lock', 'pglite'])
  assert.equal(statSync(paths[0]!).mode & 0o077, 0)
  const begun = readdirSync(paths[0]!).length
  rmSync(join(paths[0]!, 'PG_VERSION'))
  await beginDirectory(paths[0]!, cache)
  assert.equal(readdirSync(paths[0]!).length, begun - 1, 'what is there is left as it is')
})

test('where no empty database can be kept, a directory is left for PGlite to fill', async () => {
  const [file, path] = [join(folder, 'file'), join(folder, 'third', 'pglite')]
  writeFileSync(file, '')
  await beginDirectory(path, file)
  assert.equal(existsSync(path), false)
})

test('one in memory that has ended stays closed, since what it held is lost', async () => {
  const memory = await openDatabase<Tables>({ memory: true })
  await memory.pool.query('create table t (n int)')
  await thread.terminate()
  for (const _ of [1, 2]) await assert.rejects(memory.pool.query('select n from t'), isDatabaseGone)
  assert.equal(await memory.answers(), false)
  await memory.close()
})
