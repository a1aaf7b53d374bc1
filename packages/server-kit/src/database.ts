// Opening the database: a PostgreSQL server by its address, or PGlite on a directory, behind one and the same pg.Pool.
import { Kysely, PostgresDialect, sql } from 'kysely'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { lockDirectory } from './data-lock.ts'

/** A server's address, a directory for PGlite, or PGlite in memory (tests). */
export type DatabaseLocation = { url: string; connections?: number } | { directory: string } | { memory: true }

export type Database<Tables> = {
  kind: 'server' | 'embedded'
  pool: pg.Pool
  db: Kysely<Tables>
  /** True where the database answers within a second. */
  answers(): Promise<boolean>
  close(): Promise<void>
}

// How long a request waits for a connection or an answer before it is refused since the database is gone: quickly, so
// that nobody hangs.
const CONNECT_TIMEOUT_MS = 2_000
const STATEMENT_TIMEOUT_MS = 5_000

/** Throws DataDirectoryInUse where another process has the directory. */
export async function openDatabase<Tables>(location: DatabaseLocation): Promise<Database<Tables>> {
  const backend =
    'url' in location
      ? openServer(location.url, location.connections ?? 10)
      : await openEmbedded('directory' in location ? location.directory : null)
  // A connection that dies while idle is the server's restart: the next query gets a new one, and this event must not
  // end the process.
  backend.pool.on('error', () => undefined)
  // One that dies while it is in use emits an error as well. Its query is rejected, which becomes 503.
  backend.pool.on('connect', (client) => client.on('error', () => undefined))
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: backend.pool }) })
  return {
    kind: backend.kind,
    pool: backend.pool,
    db,
    async answers() {
      try {
        await Promise.race([sql`select 1`.execute(db), rejectAfter(1_000)])
        return true
      } catch {
        return false
      }
    },
    async close() {
      await db.destroy()
      await backend.close()
    },
  }
}

type Backend = { kind: 'server' | 'embedded'; pool: pg.Pool; close(): Promise<void> }

function openServer(url: string, connections: number): Backend {
  const pool = new pg.Pool({
    connectionString: url,
    max: connections,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    query_timeout: STATEMENT_TIMEOUT_MS + 1_000,
    idle_in_transaction_session_timeout: 10_000,
  })
  return { kind: 'server', pool, close: async () => undefined }
}

async function openEmbedded(directory: string | null): Promise<Backend> {
  const lock = directory === null ? null : lockDirectory(directory)
  const [{ PGlite }, { createPgConfig }] = await Promise.all([
    import('@electric-sql/pglite'),
    import('@electric-sql/pglite/node-postgres'),
  ])
  if (directory !== null) mkdirSync(join(directory, 'pglite'), { recursive: true, mode: 0o700 })
  const lite = new PGlite(directory === null ? 'memory://' : join(directory, 'pglite'))
  await lite.waitReady
  // PGlite's own pool size is 1: taking a second connection inside a transaction waits for ever. Its client is no
  // connection that costs a server something: it stays, and no timer for it keeps a process from ending.
  const pool = new pg.Pool(Object.assign(createPgConfig(lite), { idleTimeoutMillis: 0 }))
  // pg's own pool.query throws a client away when its statement fails. All clients here share one wire, so the replies
  // that the dead one left on it would be taken by the next client for its own: rows of another question. A client that
  // is given back instead reads them to their end.
  const query = async (text: string, values?: unknown[]): Promise<pg.QueryResult> => {
    const client = await pool.connect()
    try {
      return await client.query(text, values)
    } finally {
      client.release()
    }
  }
  Object.assign(pool, { query })
  return {
    kind: 'embedded',
    pool,
    async close() {
      await lite.close()
      lock?.release()
    },
  }
}

function rejectAfter(ms: number): Promise<never> {
  return new Promise((_, reject) => setTimeout(() => reject(new Error('timed out')), ms).unref())
}

// What pg and PGlite raise when the database is gone, out of reach or too slow to wait for, as opposed to a wrong
// statement: SQLSTATE classes 08 and 57P, too many connections, a statement over its time (57014), and socket errors.
const UNREACHABLE = /^(08|57P|57014|53300)|^(ECONNREFUSED|ECONNRESET|EPIPE|ENOTFOUND|ETIMEDOUT|EHOSTUNREACH)$/

/** True for an error that says that the database cannot be reached right now. */
export function isDatabaseGone(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const { code = '' } = error as { code?: string }
  if (UNREACHABLE.test(code)) return true
  if (error instanceof AggregateError) return error.errors.some(isDatabaseGone)
  return /timeout exceeded when trying to connect|Connection terminated|Client has encountered a connection error|Client was closed|Query read timeout|Cannot use a pool after calling end|PGlite is closed/i.test(
    error.message,
  )
}

/** The SQLSTATE 23505 that a unique constraint raises, optionally of that constraint. */
export const isUniqueViolation = (error: unknown, constraint?: string): boolean =>
  error instanceof Error &&
  (error as { code?: string }).code === '23505' &&
  (constraint === undefined || (error as { constraint?: string }).constraint === constraint)

/**
 * Two transactions each waited for a row of the other, and this is the one that was ended: done once more it goes
 * through.
 */
export const isDeadlock = (error: unknown): boolean =>
  error instanceof Error && (error as { code?: string }).code === '40P01'
