// Migrations: numbered .sql files, forward only, each in a transaction of its own, one process at a time.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type pg from 'pg'
import { sha256 } from './sealing.ts'
import { DAY_MS } from './time.ts'

// Any constant: the advisory lock that processes starting together queue behind.
const LOCK = 727_001

/**
 * Brings the database up to the newest file of `folder` and returns the names that were run. Throws where a file that
 * was run before has changed since.
 */
export async function migrate(pool: pg.Pool, folder: string): Promise<string[]> {
  const files = readdirSync(folder)
    .filter((name) => /^\d{4}_.+\.sql$/.test(name))
    .toSorted()
  const client = await pool.connect()
  // The limits of a request's statements are not for these: a migration may take its time, and processes that start
  // meanwhile wait for it.
  const run = (text: string, values: unknown[] = []): Promise<pg.QueryResult<{ name: string; checksum: string }>> => {
    // A limit of this one statement, which the driver knows and its types do not.
    const statement: pg.QueryConfig & { query_timeout: number } = { text, values, query_timeout: DAY_MS }
    return client.query(statement)
  }
  const done: string[] = []
  try {
    await run('set statement_timeout = 0')
    await run(`select pg_advisory_lock(${LOCK})`)
    await run(
      'create table if not exists migration (name text primary key, checksum text not null, applied_at timestamptz not null default now())',
    )
    const { rows } = await run('select name, checksum from migration')
    const applied = new Map(rows.map((row) => [row.name, row.checksum]))
    for (const name of files) {
      const text = readFileSync(join(folder, name), 'utf8')
      const checksum = sha256(text).toString('hex')
      const before = applied.get(name)
      if (before !== undefined && before !== checksum)
        throw new Error(`migration ${name} was changed after it had been applied; write a new one instead`)
      if (before !== undefined) continue
      await run('begin')
      try {
        await run(text)
        await run('insert into migration (name, checksum) values ($1, $2)', [name, checksum])
        await run('commit')
      } catch (error) {
        await run('rollback')
        throw new Error(`migration ${name} failed`, { cause: error })
      }
      done.push(name)
    }
    return done
  } finally {
    await run(`select pg_advisory_unlock(${LOCK})`).catch(() => undefined)
    await run('reset statement_timeout').catch(() => undefined)
    client.release()
  }
}
