// One statement whose text is there, outside of a transaction: straight to the pool, beside Kysely's own path to it,
// which takes as long as pg does. Whatever a statement is promised (decisions 0028 and 0048) the pool keeps.
import { CompiledQuery, type QueryExecutorProvider, type QueryResult } from 'kysely'
import type pg from 'pg'

const pools = new WeakMap<QueryExecutorProvider, pg.Pool>()
const CHANGES = new Set(['INSERT', 'UPDATE', 'DELETE', 'MERGE'])

/** From now on what is asked of `db` itself goes there. A transaction has a connection, and keeps to it. */
export const asksPool = (db: QueryExecutorProvider, pool: pg.Pool): void => void pools.set(db, pool)

export async function ask<Row>(
  db: QueryExecutorProvider,
  text: string,
  values: readonly unknown[],
): Promise<QueryResult<Row>> {
  const pool = pools.get(db)
  if (!pool) return db.getExecutor().executeQuery<Row>(CompiledQuery.raw(text, [...values]))
  const { rows, rowCount, command } = await pool.query(text, values as unknown[])
  return CHANGES.has(command)
    ? { rows: rows as Row[], numAffectedRows: BigInt(rowCount ?? 0) }
    : { rows: rows as Row[] }
}
