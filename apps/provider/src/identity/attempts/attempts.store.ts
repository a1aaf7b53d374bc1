// Counting of tries, before anybody looks at what was typed. The only file that reads or writes their table.
import { type Decision, accept, refuse, sha256 } from '@sluis/ground'
import { sql } from 'kysely'
import type { Db } from '#schema/tables.ts'
import type { Budget } from './budgets.ts'

export type AttemptRefusal = 'locked' | 'used-up'
export type Locked = { until: Date }

export const attemptsStore = (db: Db) => ({
  /**
   * Counts one try by one guarded statement: of any number sent at once no more than the budget get through.
   */
  async take(bucket: string, budget: Budget, now: Date): Promise<Decision<{ failures: number }, AttemptRefusal>> {
    const at = now.toISOString()
    const forgetBefore =
      budget.forgetAfterMinutes === null
        ? '-infinity'
        : new Date(now.getTime() - budget.forgetAfterMinutes * 60_000).toISOString()
    // Past its longest lock nothing of it is looked at any more.
    const forgetAt =
      budget.forgetAfterMinutes === null
        ? null
        : new Date(now.getTime() + (budget.forgetAfterMinutes + budget.longestLockMinutes) * 60_000).toISOString()
    const failures = sql<number>`case when attempt.last_at < ${forgetBefore}::timestamptz then 1 else attempt.failures + 1 end`
    const lock = sql`case when (${failures}) % ${budget.triesPerLock}::int = 0
      then ${at}::timestamptz + least(${budget.longestLockMinutes}::int, ${budget.lockMinutes}::int * power(2, least((${failures}) / ${budget.triesPerLock}::int - 1, 20))) * interval '1 minute' end`
    const { rows } = await sql<{ failures: number }>`
      insert into attempt (bucket, failures, last_at, reset_at, limited_until)
      values (${sha256(bucket)}, 1, ${at}, ${forgetAt}, ${budget.triesPerLock === 1 ? new Date(now.getTime() + budget.lockMinutes * 60_000).toISOString() : null})
      on conflict (bucket) do update set failures = ${failures}, last_at = ${at}, reset_at = ${forgetAt}, limited_until = ${lock}
      where (attempt.limited_until is null or attempt.limited_until <= ${at}::timestamptz)
        and (${budget.limit}::int is null or attempt.failures < ${budget.limit}::int)
      returning failures`.execute(db)
    const row = rows[0]
    if (row) return accept(row)
    const state = await db
      .selectFrom('attempt')
      .select('failures')
      .where('bucket', '=', sha256(bucket))
      .executeTakeFirst()
    return refuse(budget.limit !== null && (state?.failures ?? 0) >= budget.limit ? 'used-up' : 'locked')
  },

  /** Until when the bucket is locked; null where it is open. */
  async lockedUntil(bucket: string, now: Date): Promise<Date | null> {
    const row = await db
      .selectFrom('attempt')
      .select('limited_until')
      .where('bucket', '=', sha256(bucket))
      .executeTakeFirst()
    return row?.limited_until && row.limited_until > now ? row.limited_until : null
  },

  /** A success forgives the failures before it. */
  forgive: async (bucket: string): Promise<void> =>
    void (await db.deleteFrom('attempt').where('bucket', '=', sha256(bucket)).execute()),

  /** Takes back one counted try that turned out to be no guess; a lock that it made is off again. */
  giveBack: async (bucket: string, { triesPerLock }: Budget): Promise<void> =>
    void (await sql`
      update attempt set failures = failures - 1, limited_until = case when failures % ${triesPerLock}::int = 0 then null else limited_until end
      where bucket = ${sha256(bucket)} and failures > 0`.execute(db)),

  /** Forgets what no budget looks at any more. Those of second factors stay until a success. */
  prune: async (now: Date): Promise<void> =>
    void (await db.deleteFrom('attempt').where('reset_at', '<', now).execute()),
})
