// Waits until a table's rows meet a condition, which is checked after each change of the table.
import pg from 'pg'
import type { RaceWorld } from './race-world.ts'

export type TableWatch = {
  /** Rejects when it takes longer. */
  waitUntil(what: string, isSo: () => Promise<boolean>, limitMs?: number): Promise<void>
  stop(): Promise<void>
}

/** PostgreSQL notifies of every statement that changes the table, once it has committed. */
export async function watchTable({ server, instance, rows }: RaceWorld, table: string): Promise<TableWatch> {
  await rows(
    `create or replace function notify_change() returns trigger language plpgsql as $$ begin perform pg_notify('changed', tg_table_name); return null; end $$`,
  )
  await rows(
    `create or replace trigger notify_change after insert or update or delete on ${table} for each statement execute function notify_change()`,
  )
  const client = new pg.Client({ connectionString: 'url' in instance.database ? instance.database.url : server.url })
  let changed = Promise.withResolvers<void>()
  client.on('notification', () => {
    changed.resolve()
    changed = Promise.withResolvers()
  })
  await client.connect()
  await client.query('listen changed')

  async function waitUntil(what: string, isSo: () => Promise<boolean>, limitMs = 30_000): Promise<void> {
    const late = Promise.withResolvers<never>()
    const limit = setTimeout(() => late.reject(new Error(`${what} within ${limitMs} ms`)), limitMs)
    try {
      for (;;) {
        // Created before the query, so that a change during it is not missed.
        const next = changed.promise
        if (await isSo()) return
        await Promise.race([next, late.promise])
      }
    } finally {
      clearTimeout(limit)
    }
  }
  return { waitUntil, stop: () => client.end() }
}
