// Whatever there is besides: of a token only its own grant is looked at.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { createSealer, sha256 } from '@sluis/server-kit/sealing'
import { fixedClock } from '@sluis/test-kit'
import { sql } from 'kysely'
import { aPerson, anApplication, migrated, NOW } from '#testing/migrated-database.ts'
import type { Db } from '#schema/tables.ts'
import { createIdentity } from '#use-cases/stores.ts'
import { recordsStore } from './records.store.ts'
import { findToken } from './token-reads.store.ts'

const { database } = await migrated()
const sealer = createSealer([Buffer.alloc(32, 7)])
const clock = fixedClock(NOW)
const GRANTS = 20

/** How often a table was looked into in this transaction. */
async function looksInto(db: Db, table: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`select (seq_scan + coalesce(idx_scan, 0))::int as n
    from pg_stat_xact_user_tables where relname = ${table}`.execute(db)
  return rows[0]!.n
}

test('what a token stands on is worked out of its own grant, also by a plan that takes all grants for few', async () => {
  const end = new Error('rolled back')
  await assert.rejects(
    database.db.transaction().execute(async (db) => {
      const stores = createIdentity(db, sealer)
      const [personId, applicationId] = [await aPerson(stores), await anApplication(stores)]
      const session = await stores.sessions.begin(personId, 'Firefox', { password: true }, NOW)
      const grants = Array.from({ length: GRANTS }, () => randomUUID())
      for (const [at, grantId] of grants.entries()) {
        if (at === 1) await sql`analyze session_grant, session, openid_record, person, application`.execute(db)
        await stores.grants.upsert({ grantId, sessionId: session.id, applicationId, companyId: null, acr: 'x' })
      }
      const tokens = recordsStore(
        { db, sealer, clock: { now: clock.now, phoneTime: clock.now } },
        async () => undefined,
      )
      await tokens.adapter('RefreshToken').upsert('token', { grantId: grants[7]! }, 60)
      // As of tables that were empty when they were last looked at.
      await sql`set local enable_indexscan = off`.execute(db)
      await sql`set local enable_bitmapscan = off`.execute(db)
      await sql`set local enable_hashjoin = off`.execute(db)
      await sql`set local enable_mergejoin = off`.execute(db)
      const before = await looksInto(db, 'administrator')
      const found = await findToken(db, 'RefreshToken', sha256('token'), NOW)
      assert.equal(found?.state?.grantId, grants[7])
      assert.equal((await looksInto(db, 'administrator')) - before, 1)
      throw end
    }),
    end,
  )
})
