// The instants that this machine's clock is held against: the database's, and the last that was stored by anybody.
import { sql } from '@sluis/server-kit/sql'
import type { Db } from './tables.ts'

export type StoredClocks = { databaseNow: Date; lastStoredAt: Date | null }

export async function readClocks(db: Db): Promise<StoredClocks> {
  const { rows } = await sql<StoredClocks>`
    select clock_timestamp() as "databaseNow",
      (select max(at) from audit_event) as "lastStoredAt"`.execute(db)
  return rows[0]!
}
