// PGlite behind a pool of one connection: PostgreSQL within this process, for the demo and for tests.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { lockDirectory } from './data-lock.ts'
import { isAtRest, queryOn } from './database-server.ts'
import { beginDirectory } from './database-template.ts'
import { type DatabaseThread, startThread } from './database-thread.ts'
import { askedOf } from './named-statement.ts'
import { createStatementNames } from './statement-names.ts'

export type EmbeddedOptions = {
  /** Null for one in memory. */
  directory: string | null
  onError: (error: unknown) => void
  /** The database has ended by itself. The next statement finds it open again, unless it was in memory. */
  onEnd: (error: unknown) => void
}

export async function openEmbedded({
  directory,
  onError,
  onEnd,
}: EmbeddedOptions): Promise<{ pool: pg.Pool; isSilent(): boolean; close(): Promise<void> }> {
  const lock = directory === null ? null : lockDirectory(directory)
  const path = directory === null ? null : join(directory, 'pglite')
  const thread = await openThread(path, onEnd).catch((error: unknown) => {
    lock?.release()
    throw error
  })
  // PGlite has one session: taking a second connection inside a transaction waits for ever. It is no connection that
  // costs a server something: it stays.
  const pool = new pg.Pool({
    max: 1,
    idleTimeoutMillis: 0,
    user: 'postgres',
    database: 'postgres',
    ssl: false,
    stream: () => thread.connection(),
  })
  const names = createStatementNames()
  pool.on('error', () => undefined)
  pool.on('connect', (client) => {
    client.on('error', () => undefined)
    const ask = askedOf(client)
    const noting = (error: unknown): never => {
      onError(error)
      throw error
    }
    Object.assign(client, { query: (...args: unknown[]) => ask(...args).catch(noting) })
    names.name(client)
  })
  const connect: () => Promise<pg.PoolClient> = pool.connect.bind(pool)
  Object.assign(pool, {
    async connect() {
      const client = await connect()
      const release = client.release.bind(client)
      client.release = (error) => release(error || !isAtRest(client) || !names.isCurrent(client))
      return client
    },
    query: (text: string, values?: unknown[]) => queryOn(pool, text, values),
  })
  return {
    pool,
    isSilent: () => false,
    async close() {
      await thread.close()
      lock?.release()
    },
  }
}

async function openThread(path: string | null, onEnd: (error: unknown) => void): Promise<DatabaseThread> {
  if (path !== null) {
    await beginDirectory(path)
    mkdirSync(path, { recursive: true, mode: 0o700 })
  }
  return await startThread({ directory: path }, onEnd)
}
