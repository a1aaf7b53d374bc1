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
