// Migrations: numbered .sql files, forward only, each in a transaction of its own, one process at a time.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type pg from 'pg'
import { sha256 } from './sealing.ts'
import { DAY_MS } from './time.ts'

// Any constant: the advisory lock that processes starting together queue behind.
const LOCK = 727_001

/** The database is of a newer version, which this one cannot run beside. Its message says what to do. */
export class SchemaTooNew extends Error {
  override name = 'SchemaTooNew'
}

/** A pooler (PgBouncer) is between this process and its database. Its message says what to do. */
export class PoolerBetween extends Error {
  override name = 'PoolerBetween'
  constructor() {
    super(
      [
        'The database is reached through a pooler (PgBouncer or one like it). Sluis keeps a few connections of its own,',
        'and asks and ends work by the numbers that the server gives them, which a pooler replaces in every mode: give',
        'it the address of the PostgreSQL server itself. Nothing was changed.',
      ].join(' '),
    )
  }
}

/** No connection to the database. Its message says why. */
export class DatabaseOutOfReach extends Error {
  override name = 'DatabaseOutOfReach'
  constructor(cause: Error) {
    super(
      [
        `The database cannot be reached: ${cause.message}.`,
        'Look at its address in the settings, and whether PostgreSQL runs there and lets this user in.',
      ].join(' '),
      { cause },
    )
  }
}

// A file only adds, so that processes of the version before go on beside it. One that takes something away has a line
// "-- requires: 0023_theme.sql": code that does not know the file of that name, which may be itself, is refused from
// then on (decision 0032).
const REQUIRES = /^-- requires: (\d{4}_\w+\.sql)$/m

/**
 * Brings the database up to the newest file of `folder`. Throws where a file that was run before has changed since,
 * SchemaTooNew where a newer version has run one that this code cannot live with, PoolerBetween and DatabaseOutOfReach.
 * `ran`: the names that were run; `newer`: those that a newer version has run, and that only add.
 */
export async function migrate(pool: pg.Pool, folder: string): Promise<{ ran: string[]; newer: string[] }> {
  const files = readdirSync(folder)
    .filter((name) => /^\d{4}_.+\.sql$/.test(name))
    .toSorted()
  const client = await connectDirectly(pool)
  // The limits of a request's statements are not for these: a migration may take its time, and processes that start
  // meanwhile wait for it.
  const run = (text: string, values: unknown[] = []): Promise<pg.QueryResult<Applied>> => {
    // A limit of this one statement, which the driver knows and its types do not.
    const statement: pg.QueryConfig & { query_timeout: number } = { text, values, query_timeout: DAY_MS }
    return client.query(statement)
  }
  const ran: string[] = []
  try {
    await run('set statement_timeout = 0')
    await run(`select pg_advisory_lock(${LOCK})`)
    await run(
      'create table if not exists migration (name text primary key, checksum text not null, applied_at timestamptz not null default now())',
    )
    await run('alter table migration add column if not exists requires text')
    const { rows } = await run('select name, checksum, requires from migration order by name')
    const newer = rows.filter(({ name }) => !files.includes(name))
    refuseUnfit(newer, files)
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
        const requires = REQUIRES.exec(text)?.[1] ?? null
        await run('insert into migration (name, checksum, requires) values ($1, $2, $3)', [name, checksum, requires])
        await run('commit')
      } catch (error) {
        await run('rollback')
        throw new Error(`migration ${name} failed`, { cause: error })
      }
      ran.push(name)
    }
    return { ran, newer: newer.map(({ name }) => name) }
  } finally {
    await run(`select pg_advisory_unlock(${LOCK})`).catch(() => undefined)
    await run('reset statement_timeout').catch(() => undefined)
    client.release()
  }
}

/**
 * Locks and limits of a session, named statements, and the number by which a process of the server is asked about: each
 * holds where one connection is one process of the server (decision 0048). A pooler gives it a number of its own.
 */
async function connectDirectly(pool: pg.Pool): Promise<pg.PoolClient> {
  const client = await pool.connect().catch((error: unknown) => {
    if (error instanceof Error && /unsupported startup parameter/u.test(error.message)) throw new PoolerBetween()
    throw error instanceof Error ? new DatabaseOutOfReach(error) : error
  })
  // PGlite has no processes, and says so.
  const { processID } = client as unknown as { processID: number | null }
  if (processID === null) return client
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
  if (rows[0]?.pid === processID) return client
  client.release()
  throw new PoolerBetween()
}

type Applied = { name: string; checksum: string; requires: string | null }

function refuseUnfit(newer: readonly Applied[], files: readonly string[]): void {
  const unfit = newer.find(({ requires }) => requires !== null && !files.includes(requires))
  if (unfit)
    throw new SchemaTooNew(
      `The database is of a newer version: its migration ${unfit.name} leaves out what this version needs. Start the newer version, or restore the backup from before it. Nothing was changed.`,
    )
}
