// Connections to a PostgreSQL server: their limits, and which of them may be used again (decision 0028).
import type { EventEmitter } from 'node:events'
import pg from 'pg'
import {
  createDatabaseWatch,
  DatabaseSilent,
  type DatabaseWatch,
  type Probe,
  ProbeAbandoned,
} from './database-watch.ts'
import { isInRequest } from './request-scope.ts'
import { askedOf } from './named-statement.ts'
import { createOutgrownPlans } from './outgrown-plans.ts'
import { createStatementNames } from './statement-names.ts'

export type ServerOptions = {
  url: string
  connections: number
  /** What the server gives a statement, and a transaction in which nothing is asked. */
  statementMs: number
  onSilence: (isSilent: boolean) => void
  onError: (error: unknown) => void
}

// A connection that nobody needs is kept so long, and with it the plans of its statements.
const IDLE_MS = 5 * 60_000
// How long somebody waits for a connection.
const CONNECT_TIMEOUT_MS = 2_000
// The server gives up first, so that what it did is known; the client's own limit is for a server that is silent.
const CLIENT_LEEWAY_MS = 1_000

export function openServer(options: ServerOptions): { pool: pg.Pool; isSilent(): boolean; close(): Promise<void> } {
  const { url, connections, statementMs, onSilence } = options
  const config: pg.PoolConfig = {
    connectionString: url,
    max: connections,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    idleTimeoutMillis: IDLE_MS,
    statement_timeout: statementMs,
    query_timeout: statementMs + CLIENT_LEEWAY_MS,
    idle_in_transaction_session_timeout: statementMs,
    keepAlive: true,
  }
  // The pool waits for it, which its types do not say.
  const pool = new pg.Pool(Object.assign(config, { onConnect: keepPlans }))
  const watch = createDatabaseWatch((pids) => probe(url, pids), onSilence)
  const names = createStatementNames(createOutgrownPlans())
  // A connection that dies while idle is the server's restart: the next query gets a new one, and this event must not
  // end the process.
  pool.on('error', () => undefined)
  pool.on('connect', (client) => {
    // One that dies while it is in use emits an error as well. Its query is rejected, which becomes 503.
    client.on('error', () => undefined)
    watchStatements(client, watch, options.onError)
    names.name(client)
  })
  const connect: () => Promise<pg.PoolClient> = pool.connect.bind(pool)
  Object.assign(pool, {
    async connect() {
      const client = await waitForConnection(pool, connect, watch)
      const release = client.release.bind(client)
      client.release = (error) => release(error || !isAtRest(client) || !names.isCurrent(client))
      return client
    },
    query: (text: string, values?: unknown[]) => queryOn(pool, text, values),
  })
  return { pool, isSilent: () => watch.isSilent(), close: async () => watch.stop() }
}

/**
 * A plan for all values is made once a connection, and not five times first for the values of each time: planning a
 * long statement takes longer than asking it (decision 0048).
 */
const keepPlans = async (client: pg.ClientBase): Promise<void> =>
  void (await client.query('set plan_cache_mode = force_generic_plan'))

/** pg's own throws a connection away when its statement fails, and asks before it knows whose request it is. */
export async function queryOn(pool: pg.Pool, text: string, values?: unknown[]): Promise<pg.QueryResult> {
  const client = await pool.connect()
  try {
    return await client.query(text, values)
  } finally {
    client.release()
  }
}

/**
 * A connection that waits for an answer, or is not known to be outside of a transaction, is nobody else's: what the
 * next one writes would be a part of it, be acknowledged, and vanish. (pg keeps both; the first has no public name.)
 */
export const isAtRest = (client: pg.PoolClient): boolean =>
  (client as unknown as { readyForQuery: boolean | null }).readyForQuery === true &&
  client.getTransactionStatus() === 'I'

// What follows a refused statement within the same answer may arrive a moment after it.
const ANSWER_REST_MS = 1_000

/** A statement that the server refused is over a moment later than it is known: until then it looks unanswered. */
async function atRest(client: pg.PoolClient): Promise<void> {
  const { connection, readyForQuery } = client as unknown as { connection: EventEmitter; readyForQuery: boolean | null }
  if (readyForQuery === true) return
  const { promise, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, ANSWER_REST_MS)
  const events = ['readyForQuery', 'end', 'error'] as const
  for (const event of events) connection.once(event, resolve)
  await promise
  clearTimeout(timer)
  for (const event of events) connection.off(event, resolve)
}

/** The server notices when it goes on: it ends the transaction, and with it every lock. */
const abandon = (client: pg.Client): void => void client.connection.stream.destroy()

/** SQLSTATEs come from the server; whatever else is thrown is the connection's. */
const isAnswer = (error: unknown): boolean => error instanceof pg.DatabaseError

function watchStatements(client: pg.PoolClient, watch: DatabaseWatch, onError: (error: unknown) => void): void {
  const ask = askedOf(client)
  const { processID } = client as unknown as { processID: number | null }
  Object.assign(client, {
    async query(...args: unknown[]) {
      let isGivenUp = false
      const end = watch.begin({
        isHurried: isInRequest(),
        isSuspect: true,
        pid: processID,
        giveUp() {
          isGivenUp = true
          abandon(client)
        },
      })
      try {
        const result = await ask(...args)
        end(true)
        return result
      } catch (error) {
        end(isAnswer(error))
        onError(error)
        // Nobody reads what is still to come: not even a rollback would wait for it.
        if (error instanceof Error && error.message === 'Query read timeout') abandon(client)
        if (isGivenUp) throw new DatabaseSilent()
        if (isAnswer(error)) await atRest(client)
        throw error
      }
    },
  })
}

async function waitForConnection(
  pool: pg.Pool,
  connect: () => Promise<pg.PoolClient>,
  watch: DatabaseWatch,
): Promise<pg.PoolClient> {
  const isHurried = isInRequest()
  if (isHurried && watch.isSilent()) throw new DatabaseSilent()
  const { promise: givenUp, reject } = Promise.withResolvers<never>()
  const end = watch.begin({
    isHurried,
    // Who queues waits for other people's statements, and these are watched.
    isSuspect: pool.idleCount > 0 || pool.totalCount < pool.options.max,
    pid: null,
    giveUp: () => reject(new DatabaseSilent()),
  })
  const connecting = connect()
  try {
    return await Promise.race([connecting, givenUp])
  } catch (error) {
    connecting.then(
      (client) => client.release(),
      () => undefined,
    )
    throw error
  } finally {
    end(false)
  }
}

// Of these processes: those that are not at work, and those whose lock is held, at the end of the queue, by one that
// has done nothing for longer than any of ours: these are told to give up, so that they answer with an error.
const FATE = `
  with recursive queue(pid, ahead) as (
    select pid, unnest(pg_blocking_pids(pid)) from unnest($1::int[]) as asked(pid)
    union
    select pid, unnest(pg_blocking_pids(ahead)) from queue
  )
  select pid, state like 'idle%' as stopped, case when state = 'active' then pg_cancel_backend(pid) end
  from pg_stat_activity as waiting
  where pid = any($1) and (state like 'idle%' or exists (
    select from queue join pg_stat_activity as holder on holder.pid = queue.ahead
    where queue.pid = waiting.pid and holder.wait_event_type is distinct from 'Lock'
      and holder.state_change < clock_timestamp() - interval '1.2 seconds'))`

function probe(url: string, pids: readonly number[]): Probe {
  const client = new pg.Client({ connectionString: url, application_name: 'sluis watch' })
  client.on('error', () => undefined)
  const { promise: abandoned, reject } = Promise.withResolvers<never>()
  const asked = (async () => {
    await client.connect()
    const { rows } = await client.query<{ pid: number; stopped: boolean }>(FATE, [pids])
    const pidsOf = (stopped: boolean) => rows.filter((row) => row.stopped === stopped).map(({ pid }) => pid)
    return { stopped: pidsOf(true), blocked: pidsOf(false) }
  })()
  const close = (): void => void client.end().catch(() => undefined)
  asked.then(close, close)
  return {
    answer: Promise.race([asked, abandoned]),
    abandon() {
      reject(new ProbeAbandoned())
      client.connection.stream.destroy()
    },
  }
}
