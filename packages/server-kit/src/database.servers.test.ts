// The door to a PostgreSQL that stalls or changes: nothing that was acknowledged is lost, no lock outlives its
// transaction, and who waits in a request is told soon.
import { postgresServer } from '@sluis/test-kit'
import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { type Database, isDatabaseGone, isRepeatable, openDatabase } from './database.ts'
import { inRequest } from './request-scope.ts'

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

type Tables = { t: { n: number } }

const server = await postgresServer({ syncs: false })
const url = await server.createDatabase()
const observer = await openDatabase<Tables>({ url, connections: 4 })
await observer.pool.query('create table t (n int)')
const opened: Database<Tables>[] = [observer]
after(async () => {
  server.thaw()
  await Promise.all(opened.map((each) => each.close()))
  await server.stop()
})

/** One connection each, so that the next one who asks would get the same. */
async function oneConnection(statementMs?: number): Promise<{ database: Database<Tables>; pid: number }> {
  const database = await openDatabase<Tables>({ url, connections: 1 }, { statementMs })
  opened.push(database)
  return { database, pid: await pidOf(database) }
}
const pidOf = async ({ pool }: Database<Tables>): Promise<number> =>
  (await pool.query<{ pid: number }>('select pg_backend_pid() as pid')).rows[0]!.pid
const stored = async (...numbers: number[]): Promise<number[]> =>
  (await observer.pool.query<{ n: number }>('select n from t where n = any($1) order by n', [numbers])).rows.map(
    ({ n }) => n,
  )
/** The error, and how long it took. */
async function failure(work: Promise<unknown>): Promise<{ error: unknown; ms: number }> {
  const begun = performance.now()
  const error = await work.then(
    () => assert.fail('it was acknowledged'),
    (thrown: unknown) => thrown,
  )
  return { error, ms: performance.now() - begun }
}

describe('a job whose connection stalls', { concurrency: true }, () => {
  test('what is written next is no part of a transaction that timed out as it began', async () => {
    const { database, pid } = await oneConnection(200)
    await server.freeze([pid])
    assert.ok(isDatabaseGone((await failure(database.db.transaction().execute(async () => 'done'))).error))
    server.thaw([pid])
    await database.pool.query('insert into t values (1)')
    assert.deepEqual(await stored(1), [1], 'acknowledged, and there for everybody')
    assert.notEqual(await pidOf(database), pid)
  })
  test('a commit that is not answered is no success, and its locks go', async () => {
    const { database, pid } = await oneConnection(200)
    await observer.pool.query('insert into t values (2)')
    const { error } = await failure(
      database.db.transaction().execute(async (transaction) => {
        await transaction.updateTable('t').set({ n: 3 }).where('n', '=', 2).execute()
        await server.freeze([pid])
      }),
    )
    assert.ok(isDatabaseGone(error), String(error))
    server.thaw([pid])
    // It was done or not; either way this waits for no lock.
    await observer.pool.query('update t set n = 4 where n in (2, 3)')
    assert.deepEqual(await stored(2, 3, 4), [4])
  })
  test('a statement that fails keeps its connection, one that leaves a transaction open does not', async () => {
    const { database, pid } = await oneConnection()
    await assert.rejects(database.pool.query('select 1 / 0'), /division by zero/u)
    assert.equal(await pidOf(database), pid)
    await database.pool.query('begin; insert into t values (5)')
    assert.notEqual(await pidOf(database), pid)
    assert.deepEqual(await stored(5), [])
  })
})

describe('a request', { concurrency: true }, () => {
  test('whose connection stalls is told within two seconds, though all others are answered', async () => {
    const { database, pid } = await oneConnection()
    await server.freeze([pid])
    const { error, ms } = await failure(inRequest(() => database.pool.query('select 1')))
    assert.ok(isDatabaseGone(error) && ms < 2_000, `${String(error)} after ${ms} ms`)
    await inRequest(() => database.pool.query('select 1'))
    server.thaw([pid])
  })
  test('that waits for a lock of a connection that stalls is told within two seconds, and waits in no queue', async () => {
    const [holder, asking] = [await oneConnection(), await oneConnection()]
    await observer.pool.query('insert into t values (8)')
    const [frozen, told] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const held = holder.database.db.transaction().execute(async (transaction) => {
      await transaction.updateTable('t').set({ n: 8 }).where('n', '=', 8).execute()
      await server.freeze([holder.pid])
      frozen.resolve()
      await told.promise
    })
    await frozen.promise
    const { error, ms } = await failure(inRequest(() => asking.database.pool.query('update t set n = 8 where n = 8')))
    assert.ok(isDatabaseGone(error) && ms < 2_000, `${String(error)} after ${ms} ms`)
    assert.equal(await pidOf(asking.database), asking.pid, 'its statement was ended, and its connection is well')
    server.thaw([holder.pid])
    told.resolve()
    await held
  })
})

test('while the whole server stalls every request is told within two seconds, and it heals by itself', async () => {
  const { database } = await oneConnection()
  await database.pool.query('select 1')
  const job = await oneConnection()
  await server.freeze()
  const late = job.database.pool.query('insert into t values (6)')
  const first = await Promise.all([
    failure(inRequest(() => database.db.transaction().execute(async () => 'done'))),
    ...[1, 2, 3].map(() => failure(inRequest(() => database.pool.query('select 1')))),
  ])
  for (const { error, ms } of first)
    assert.ok(isDatabaseGone(error) && ms < 2_000, `${String(error)} after ${Math.round(ms)} ms`)
  const next = await failure(inRequest(() => database.pool.query('select 1')))
  assert.ok(isDatabaseGone(next.error) && next.ms < 100, 'known, so nobody waits again')
  assert.equal(await database.answers(), false)

  server.thaw()
  const begun = performance.now()
  while (!(await database.answers())) await turn()
  assert.ok(performance.now() - begun < 3_000)
  await inRequest(() => database.pool.query('insert into t values (7)'))
  await late
  assert.deepEqual(await stored(6, 7), [6, 7], 'what no request waits for has a longer limit')
})

test('a database that has no room is not ready until it takes a write again, and its error is no fault', async () => {
  const { database } = await oneConnection()
  // What PostgreSQL raises where the disk is full, without one.
  await observer.pool.query(`
    create function no_room() returns event_trigger language plpgsql as $$ begin raise 'full' using errcode = '53100'; end $$;
    create function no_row() returns trigger language plpgsql as $$ begin raise 'full' using errcode = '53100'; end $$;
    create trigger full_disk before insert on t execute function no_row();
    create event trigger full_disk on ddl_command_start execute function no_room()`)
  assert.equal(await database.answers(), true, 'nobody has met it')
  assert.ok(isDatabaseGone((await failure(database.pool.query('insert into t values (9)'))).error))
  assert.equal(await database.answers(), false)
  await observer.pool.query('drop event trigger full_disk; drop trigger full_disk on t')
  assert.equal(await database.answers(), true)
})

test('what is closed keeps no connection, where nothing but its pool was used too', async () => {
  const database = await openDatabase<Tables>({ url })
  await database.pool.query('select 1')
  await database.close()
  assert.equal(database.pool.totalCount, 0)
  await assert.rejects(database.pool.query('select 1'), /after calling end/u)
})

describe('a statement with values that is asked again', () => {
  const namesOf = async ({ pool }: Database<Tables>): Promise<string[]> =>
    (await pool.query<{ statement: string }>('select statement from pg_prepared_statements')).rows.map(
      ({ statement }) => statement,
    )
  test('is parsed once a connection', async () => {
    const { database } = await oneConnection()
    for (const n of [20, 21, 22]) await database.pool.query('select n from t where n = $1', [n])
    assert.deepEqual(await namesOf(database), ['select n from t where n = $1'])
  })
  test('is planned anew where its table has outgrown the plan, before the server has looked at that table', async () => {
    const { database } = await oneConnection()
    await observer.pool.query(`
      create table growing (n int primary key) with (autovacuum_enabled = false); insert into growing values (0)`)
    await observer.pool.query('vacuum analyze growing')
    const text = 'select n from growing where n = $1'
    const plan = async (): Promise<string> => {
      await database.pool.query(text, [1])
      const { rows } = await database.pool.query<{ name: string }>(
        `select name from pg_prepared_statements where statement = '${text}'`,
      )
      const lines = await database.pool.query<{ 'QUERY PLAN': string }>(`explain execute "${rows[0]!.name}" (1)`)
      return lines.rows[0]!['QUERY PLAN']
    }
    await database.pool.query(text, [1])
    assert.match(await plan(), /^Seq Scan/u)
    await observer.pool.query('insert into growing select generate_series(1, 10000); select pg_stat_force_next_flush()')
    assert.match(await plan(), /^Seq Scan/u, 'nobody has looked yet')
    const deadline = performance.now() + 10_000
    while (!(await plan()).startsWith('Index') && performance.now() < deadline) await turn()
    assert.match(await plan(), /^Index/u)
  })
  test('is answered though a migration has changed its table, and its transaction goes through once more', async () => {
    const { database, pid } = await oneConnection()
    await observer.pool.query('create table changing (n int); insert into changing values (1)')
    const ask = (of: Pick<typeof database.pool, 'query'> = database.pool) =>
      of.query('select * from changing where n = $1', [1])
    const inTransaction = async (): Promise<unknown[]> => {
      const client = await database.pool.connect()
      try {
        await client.query('begin')
        const { rows } = await ask(client)
        await client.query('commit')
        return rows as unknown[]
      } catch (error) {
        await client.query('rollback')
        throw error
      } finally {
        client.release()
      }
    }
    for (let asked = 0; asked < 3; asked++) await ask()
    assert.equal(await pidOf(database), pid)
    await observer.pool.query('alter table changing add column late int')
    assert.deepEqual((await ask()).rows, [{ n: 1, late: null }])
    assert.notEqual(await pidOf(database), pid, 'no plan from before is kept')

    for (let asked = 0; asked < 2; asked++) await ask()
    await observer.pool.query('alter table changing add column later int')
    await assert.rejects(inTransaction(), isRepeatable)
    assert.deepEqual(await inTransaction(), [{ n: 1, late: null, later: null }])
  })
  test('is asked for its columns once a connection, and those are right after each change of its table', async () => {
    const { database } = await oneConnection()
    let described = 0
    database.pool.on('connect', ({ connection }) => connection.on('rowDescription', () => described++))
    await observer.pool.query(`create table moving (n int, at timestamptz); insert into moving values (1, 'epoch')`)
    const ask = async () => (await database.pool.query('select * from moving where n = $1', [1])).rows as unknown[]
    for (let asked = 0; asked < 5; asked++) assert.deepEqual(await ask(), [{ n: 1, at: new Date(0) }])
    const changes: [string, unknown][] = [
      ['alter column at type text using extract(year from at at time zone $$UTC$$)::text', { n: 1, at: '1970' }],
      ['rename column at to year', { n: 1, year: '1970' }],
      ['add column kept boolean default true', { n: 1, year: '1970', kept: true }],
      ['drop column year', { n: 1, kept: true }],
    ]
    for (const [change, row] of changes) {
      await observer.pool.query(`alter table moving ${change}`)
      for (let asked = 0; asked < 4; asked++) assert.deepEqual(await ask(), [row], change)
    }
    described = 0
    for (let asked = 0; asked < 4; asked++) await ask()
    assert.equal(described, 0)
  })
  test('answers as one without a name does, whatever its values and its rows are', async () => {
    const { database } = await oneConnection()
    const texts: [string, unknown[]][] = [
      [
        `select $1::text as text, $2::int as int, $3::bigint as bigint, $4::boolean as boolean, $5::bytea as bytes,
          $6::timestamptz as at, $7::text[] as list, $8::jsonb as json, $9::text as nothing, $10::float8 as number,
          $11::bytea as view, $12::timestamptz[] as instants, $1::text as text`,
        [
          'é"\\',
          -1,
          2n ** 60n,
          false,
          Buffer.from([0, 255]),
          new Date(1_700_000_000_123),
          ['a"', 'b,', null],
          { a: [1] },
          undefined,
          0.1,
          new Uint8Array([1, 2]),
          [new Date(5)],
        ],
      ],
      ['select $1::timestamptz as early, $2::timestamptz as late', [new Date('0001-01-01'), new Date('9999-12-31')]],
      ['select n from t where n = $1', [-1]],
      ['insert into t select n from unnest($1::int[]) as n', [[101, 102]]],
      ['insert into t select n from unnest($1::int[]) as n returning n', [[103, 104]]],
      ['update t set n = n where n = any($1)', [[101, 103]]],
      ['delete from t where n >= $1 and n <> 103', [1000]],
    ]
    for (const [text, values] of texts) {
      const ask = async () => {
        const { command, rowCount, rows } = await database.pool.query<Record<string, unknown>>(text, values)
        return { command, rowCount, rows }
      }
      const unnamed = await ask()
      for (let asked = 0; asked < 3; asked++) assert.deepEqual(await ask(), unnamed, text)
    }
    await observer.pool.query('delete from t where n > 100')
  })
  test('that is refused says who asked', async () => {
    const { database } = await oneConnection()
    async function somebodyWhoDivides(): Promise<void> {
      await database.pool.query('select 2 / $1::int as two', [0])
    }
    for (let asked = 0; asked < 3; asked++)
      await assert.rejects(somebodyWhoDivides, (error: Error) => error.stack?.includes('somebodyWhoDivides') === true)
  })
  test('is forgotten with its connection, and a statement that was refused is asked as if it never was', async () => {
    const { database, pid } = await oneConnection()
    const ask = (value: unknown) => database.pool.query('select 1 / $1::int as one', [value])
    for (let tries = 0; tries < 3; tries++) await assert.rejects(ask('0'), /division by zero/u)
    await assert.rejects(ask('a word'), /invalid input syntax/u)
    assert.deepEqual((await ask(1)).rows, [{ one: 1 }])
    assert.equal(await pidOf(database), pid)
    // Held, since the pool may have seen its end before anybody asks, and then gives another.
    const client = await database.pool.connect()
    await observer.pool.query('select pg_terminate_backend($1)', [pid])
    await assert.rejects(client.query('select 1 / $1::int as one', [1]), isDatabaseGone)
    client.release()
    assert.deepEqual((await ask(1)).rows, [{ one: 1 }])
  })
  test('takes no memory of the server without end, however many lists of values there are', async () => {
    const { database } = await oneConnection()
    for (let length = 1; length <= 450; length++) {
      const list = Array.from({ length }, (_, index) => `$${index + 1}`).join()
      for (let asked = 0; asked < 2; asked++)
        await database.pool.query(`select n from t where n in (${list})`, Array.from({ length }).fill(0))
    }
    assert.ok((await namesOf(database)).length <= 400)
  })
})
