// Opening the database: a PostgreSQL server by its address, or PGlite on a directory, behind one and the same pg.Pool.
import { Kysely, PostgresDialect, sql } from 'kysely'
import type pg from 'pg'
import { asksPool } from './ask.ts'
import { openEmbedded } from './database-embedded.ts'
import { listenForNotices } from './database-notices.ts'
import { openServer } from './database-server.ts'
import { DatabaseSilent } from './database-watch.ts'
import type { Log } from './log.ts'
import { isOutdatedPlan } from './statement-names.ts'

/** A server's address, a directory for PGlite, or PGlite in memory (tests). */
export type DatabaseLocation = { url: string; connections?: number } | { directory: string } | { memory: true }

export type DatabaseOptions = {
  /** Told when the database falls silent or takes no writes, and when it is well again. */
  log?: Log | undefined
  /** What the server gives a statement, and a transaction in which nothing is asked; a command's may take longer. */
  statementMs?: number | undefined
}

export type Database<Tables> = {
  kind: 'server' | 'embedded'
  pool: pg.Pool
  db: Kysely<Tables>
  /** True where the database answers within a second and, where it has refused a write, takes them again. */
  answers(): Promise<boolean>
  /**
   * Calls back when something is said on the channel (NOTIFY), or may have been. PGlite has no other processes, and
   * says nothing. Returns how to stop.
   */
  listen(channel: string, onNotice: () => void): () => Promise<void>
  close(): Promise<void>
}

const STATEMENT_TIMEOUT_MS = 5_000
const ANSWER_MS = 1_000

/** Throws DataDirectoryInUse where another process has the directory. */
export async function openDatabase<Tables>(
  location: DatabaseLocation,
  { log, statementMs = STATEMENT_TIMEOUT_MS }: DatabaseOptions = {},
): Promise<Database<Tables>> {
  let refusesWrites = false
  const onError = (error: unknown): void => {
    if (!takesNoWrites(error) || refusesWrites) return
    refusesWrites = true
    log?.error({ err: error }, 'the database takes no writes')
  }
  const onSilence = (isSilent: boolean): void =>
    isSilent ? log?.error('the database does not answer') : log?.warn('the database answers again')
  const onEnd = (error: unknown): void => log?.error({ err: error }, 'the database has ended by itself')
  const backend: Backend =
    'url' in location
      ? openServer({ url: location.url, connections: location.connections ?? 10, statementMs, onSilence, onError })
      : await openEmbedded({ directory: 'directory' in location ? location.directory : null, onError, onEnd })
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: backend.pool }) })
  asksPool(db, backend.pool)

  async function isWell(): Promise<true> {
    if (!refusesWrites) await sql`select 1`.execute(db)
    else {
      await takesWrites(db)
      refusesWrites = false
      log?.warn('the database takes writes again')
    }
    return true
  }
  return {
    kind: 'url' in location ? 'server' : 'embedded',
    pool: backend.pool,
    db,
    async answers() {
      if (backend.isSilent()) return false
      try {
        return await Promise.race([isWell(), rejectAfter(ANSWER_MS)])
      } catch {
        return false
      }
    },
    listen: (channel, onNotice) =>
      'url' in location ? listenForNotices(location.url, channel, onNotice) : () => Promise.resolve(),
    async close() {
      await db.destroy()
      // Kysely ends a pool that it has used, and no other.
      if (!backend.pool.ending) await backend.pool.end()
      await backend.close()
    },
  }
}

type Backend = { pool: pg.Pool; isSilent(): boolean; close(): Promise<void> }

/** Writes two megabytes that nobody reads, and takes them back. */
const takesWrites = <Tables>(db: Kysely<Tables>): Promise<void> =>
  db.transaction().execute(async (transaction) => {
    await sql`create temp table room on commit drop as select n from generate_series(1, 50000) n`.execute(transaction)
  })

function rejectAfter(ms: number): Promise<never> {
  return new Promise((_, reject) => setTimeout(() => reject(new Error('timed out')), ms).unref())
}

const codeOf = (error: unknown): string =>
  error instanceof Error && typeof (error as { code?: unknown }).code === 'string'
    ? (error as { code?: string }).code!
    : ''

// A disk or memory that is full (53100, 53200, 53400), one that fails (58030), a server that is read-only (25006); and
// the machine's own words for a disk.
const NO_WRITES = /^(53[124]00|58030|25006|ENOSPC|EDQUOT|EROFS|EIO)$/
// Classes 08 and 57P, no connection left (53300), a statement, a lock or a transaction over its time (57014, 55P03,
// 25P03, 25P04), and sockets.
const UNREACHABLE =
  /^(08|57P|57014|53300|55P03|25P0[34])|^(ECONNREFUSED|ECONNRESET|EPIPE|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH)$/

/** The database can be asked, and takes no writes right now: mostly, its disk is full. */
const takesNoWrites = (error: unknown): boolean => NO_WRITES.test(codeOf(error))

/**
 * True for an error that is the database's state and not a wrong statement: gone, out of reach, too slow to wait for,
 * or without room. What it was asked may have been done all the same.
 */
export function isDatabaseGone(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if (error instanceof DatabaseSilent || takesNoWrites(error) || UNREACHABLE.test(codeOf(error))) return true
  if (error instanceof AggregateError) return error.errors.some(isDatabaseGone)
  return /timeout exceeded when trying to connect|Connection terminated|Client has encountered a connection error|Client was closed|Query read timeout|Cannot use a pool after calling end|PGlite is closed/i.test(
    error.message,
  )
}

/** The SQLSTATE 23505 that a unique constraint raises, optionally of that constraint. */
export const isUniqueViolation = (error: unknown, constraint?: string): boolean =>
  codeOf(error) === '23505' &&
  (constraint === undefined || (error as { constraint?: string }).constraint === constraint)

/**
 * Nothing was done, and the same transaction run once more goes through: of two that each waited for a row of the other
 * it is the one that was ended, or a plan in it had become wrong.
 */
export const isRepeatable = (error: unknown): boolean => codeOf(error) === '40P01' || isOutdatedPlan(error)
