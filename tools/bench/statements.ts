// Counts statements where they arrive: at the database, by pg_stat_statements, begin and commit included.

import pg from 'pg'

export type Counted = { query: string; calls: number }
export type StatementCounter = {
  /** How many the provider has asked until now, background jobs' too. */
  total(): Promise<number>
  /** Each kind of statement with how often it was asked until now. */
  each(): Promise<Counted[]>
  /** How many of the provider's statements wait for a lock at this moment. */
  waiting(): Promise<number>
  /** How long the database has worked on all of them until now. */
  spentMs(): Promise<number>
  close(): Promise<void>
}

/** `serverUrl`: another database of the same server, so that what is asked here is not counted. */
export async function statementCounter(serverUrl: string, databaseUrl: string): Promise<StatementCounter> {
  const name = new URL(databaseUrl).pathname.slice(1)
  const client = new pg.Client({ connectionString: serverUrl })
  await client.connect()
  await client.query('create extension if not exists pg_stat_statements')
  const where = 'from pg_stat_statements s join pg_database d on d.oid = s.dbid where d.datname = $1 and s.toplevel'
  return {
    async total() {
      const { rows } = await client.query<{ n: number }>(`select coalesce(sum(s.calls), 0)::float8 as n ${where}`, [
        name,
      ])
      return rows[0]!.n
    },
    async each() {
      const { rows } = await client.query<Counted>(
        `select s.query, sum(s.calls)::float8 as calls ${where} group by s.query`,
        [name],
      )
      return rows
    },
    async spentMs() {
      const { rows } = await client.query<{ n: number }>(
        `select coalesce(sum(s.total_exec_time + s.total_plan_time), 0)::float8 as n ${where}`,
        [name],
      )
      return rows[0]!.n
    },
    async waiting() {
      const { rows } = await client.query<{ n: number }>(
        `select count(*)::int as n from pg_stat_activity where datname = $1 and wait_event_type = 'Lock'`,
        [name],
      )
      return rows[0]!.n
    },
    close: () => client.end(),
  }
}

/** Of a database in the provider's own process, which nobody else can ask. */
export const countsNothing: StatementCounter = {
  total: async () => 0,
  each: async () => [],
  spentMs: async () => 0,
  waiting: async () => 0,
  close: async () => {},
}

/** What was asked between two counts. */
export function askedBetween(before: readonly Counted[], after: readonly Counted[]): Counted[] {
  const known = new Map(before.map(({ query, calls }) => [query, calls]))
  return after
    .map(({ query, calls }) => ({ query, calls: calls - (known.get(query) ?? 0) }))
    .filter(({ calls }) => calls > 0)
}
