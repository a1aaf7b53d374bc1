// A kept plan (decision 0048) was made for tables of the size that they had then. The server makes it anew when it has
// analysed one, which is up to minutes after that has grown: until then what was nearly empty at night is read from end
// to end, for each row of another, in the first rush of the morning.
import type pg from 'pg'

type Ask = (text: string) => Promise<pg.QueryResult>

export type OutgrownPlans = {
  /**
   * Goes before a statement that has a plan: where tables have grown, the connection makes its plans anew. Null where
   * there is nothing to wait for.
   */
  renew(client: pg.PoolClient, ask: Ask): Promise<void> | null
}

const LOOK_MS = 1_000
// Whatever way a table of so few rows is read costs next to nothing.
const FEW_ROWS = 50
// As the server's own accounting tells, without a lock.
const ROWS = `
  select oid::text as table, pg_stat_get_live_tuples(oid)::float8 as rows from pg_class where relkind = 'r' and oid >= 16384`

const FORGET = 'discard plans'

/** What is asked about plans now and then, whoever asks for what. */
export const isAboutPlans = (text: string): boolean => text === ROWS || text === FORGET

/** One for all connections of a pool. */
export function createOutgrownPlans(): OutgrownPlans {
  /** By table: the fewest rows that it has had since plans were last made anew. */
  const plannedFor = new Map<string, number>()
  const generations = new WeakMap<pg.PoolClient, number>()
  let [generation, lookedAt] = [0, -Infinity]

  function take({ rows }: pg.QueryResult<{ table: string; rows: number }>): void {
    let hasOutgrown = false
    for (const { table, rows: now } of rows) {
      const then = plannedFor.get(table)
      if (then !== undefined && now >= 2 * Math.max(then, FEW_ROWS)) hasOutgrown = true
      if (then === undefined || now < then) plannedFor.set(table, now)
    }
    if (!hasOutgrown) return
    generation += 1
    for (const { table, rows: now } of rows) plannedFor.set(table, now)
  }

  async function catchUp(client: pg.PoolClient, ask: Ask): Promise<void> {
    const own = generations.get(client)
    if (own !== undefined && own !== generation) await ask(FORGET)
    generations.set(client, generation)
    const now = performance.now()
    if (now - lookedAt < LOOK_MS) return
    lookedAt = now
    take(await ask(ROWS))
  }

  return {
    renew(client, ask) {
      // Within a transaction, what failed would take it along.
      if (client.getTransactionStatus() !== 'I') return null
      if (generations.get(client) === generation && performance.now() - lookedAt < LOOK_MS) return null
      // The statement comes next on the same connection, and says what is the matter with that.
      return catchUp(client, ask).catch(() => undefined)
    },
  }
}
