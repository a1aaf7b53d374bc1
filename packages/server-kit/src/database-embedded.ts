// PGlite behind a pool of one connection: PostgreSQL within this process, for the demo and for tests.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { lockDirectory } from './data-lock.ts'
import { isAtRest, queryOn } from './database-server.ts'
import { createStatementNames } from './statement-names.ts'

/** `directory`: null for one in memory. */
export async function openEmbedded(
  directory: string | null,
  onError: (error: unknown) => void,
): Promise<{ pool: pg.Pool; isSilent(): boolean; close(): Promise<void> }> {
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
  const pool = new pg.Pool(Object.assign(createPgConfig(lite), { idleTimeoutMillis: 0, onConnect: rollBack }))
  const names = createStatementNames()
  pool.on('error', () => undefined)
  pool.on('connect', (client) => {
    client.on('error', () => undefined)
    const ask = client.query.bind(client) as (...args: unknown[]) => Promise<pg.QueryResult>
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
      const rollBackFirst = async (): Promise<void> => {
        const isDone = await rollBack(client).then(
          () => true,
          () => false,
        )
        release(!isDone)
      }
      client.release = (error) => {
        if (error || isAtRest(client)) release(error || !names.isCurrent(client))
        else void rollBackFirst()
      }
      return client
    },
    // pg's own throws a client away when its statement fails. All clients here share one wire, so the replies that the
    // dead one left on it would be taken by the next client for its own: rows of another question. A client that is
    // given back instead reads them to their end.
    query: (text: string, values?: unknown[]) => queryOn(pool, text, values),
  })
  return {
    pool,
    isSilent: () => false,
    async close() {
      await lite.close()
      lock?.release()
    },
  }
}

/** All clients are one session: a transaction that one of them left open would be the next one's. */
const rollBack = async (client: pg.ClientBase): Promise<void> => void (await client.query('rollback'))
