// A statement that is built once asks by the values of each time.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { migrated } from '#testing/migrated-database.ts'
import { builtOnce } from './built-once.store.ts'

const { database } = await migrated()
type Values = { now: Date; name: string | null; bytes: Buffer; is: boolean }

test('each value stands in each of its places, nothing among them too, and what is no value stays', async () => {
  let times = 0
  const ask = builtOnce((db, { now, name, bytes, is }: Values) => {
    times++
    return sql<Record<string, unknown>>`select ${name}::text as name, ${now}::timestamptz as now,
      ${now.toISOString()}::text as text, ${bytes}::bytea as bytes, ${is}::boolean as is, ${name}::text as again,
      ${'own'}::text as own`.compile(db)
  })
  for (const values of [
    { now: new Date(1000), name: 'a', bytes: Buffer.from('x'), is: true },
    { now: new Date(2000), name: null, bytes: Buffer.from([0]), is: false },
  ]) {
    const [row] = await ask(database.db, values)
    assert.deepEqual(
      { ...row, bytes: Buffer.from(row!['bytes'] as Uint8Array) },
      { ...values, text: values.now.toISOString(), again: values.name, own: 'own' },
    )
  }
  assert.equal(times, 1)
})

test('what is not compiled yet asks too, for one row, or for how many were changed', async () => {
  type Row = { bucket: Buffer; failures: number; now: Date }
  const add = builtOnce((db, { bucket, failures, now }: Row) =>
    db.insertInto('attempt').values({ bucket, failures, last_at: now }),
  )
  const read = builtOnce((db, { bucket }: Pick<Row, 'bucket'>) =>
    db.selectFrom('attempt').select('failures').where('bucket', '=', bucket),
  )
  const [one, two] = [Buffer.from('one'), Buffer.from('two')]
  assert.equal(await add.count(database.db, { bucket: one, failures: 3, now: new Date(1000) }), 1)
  assert.deepEqual(await read.first(database.db, { bucket: one }), { failures: 3 })
  assert.equal(await read.first(database.db, { bucket: two }), undefined)
  const back = new Error('taken back')
  const within = database.db.transaction().execute(async (transaction) => {
    assert.equal(await add.count(transaction, { bucket: two, failures: 1, now: new Date(1000) }), 1)
    assert.equal((await read(transaction, { bucket: two })).length, 1)
    throw back
  })
  await assert.rejects(within, back)
  assert.deepEqual(await read(database.db, { bucket: two }), [])
})

test('a statement that hangs on a value, or reckons with one, is not built at all', async () => {
  const values = { now: new Date(1000), name: 'a', bytes: Buffer.from('x'), is: true }
  for (const build of [
    ({ name }: Values) => sql`select ${name === null ? 1 : 2}::int`,
    ({ name }: Values) => sql`select ${`${name} more`}::text`,
    ({ now }: Values) => sql`select ${new Date(now.getTime() - 1)}::timestamptz`,
    ({ now }: Values) => sql`select ${Number(now)}::float8`,
  ])
    await assert.rejects(builtOnce((db, each: Values) => build(each).compile(db))(database.db, values), /hands|handed/u)
})
