// The embedded database has one session for all: no transaction that somebody left open is anybody else's.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { migrated } from '#testing/migrated-database.ts'

const { pool } = (await migrated()).database
await pool.query('create table kept (n int)')
after(() => pool.query('drop table kept'))

for (const [what, text] of [
  ['fails halfway', 'begin; insert into kept values (1); select 1 / 0; commit'],
  ['forgets to end', 'begin; insert into kept values (1)'],
] as const)
  test(`what is written after somebody’s transaction that ${what} is kept, and that is not`, async () => {
    await pool.query('truncate kept')
    await pool.query(text).catch(() => undefined)
    await pool.query('insert into kept values (2)')
    // The last word of whoever thinks that there still is one.
    await pool.query('rollback')
    assert.deepEqual((await pool.query<{ n: number }>('select n from kept')).rows, [{ n: 2 }])
  })
