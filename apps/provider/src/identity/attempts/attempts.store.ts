// Counting of tries, before anybody looks at what was typed. The only file that reads or writes their table.
import { type Decision, accept, refuse } from '@sluis/server-kit/decision'
import { sha256 } from '@sluis/server-kit/sealing'
import { MINUTE_MS } from '@sluis/server-kit/time'
import { sql } from 'kysely'
import type { Db } from '#schema/tables.ts'
import type { RateLimit } from './rate-limits.ts'

export type AttemptRefusal = 'rate-limited' | 'used-up'
export type RateLimited = { until: Date }

export const attemptsStore = (db: Db) => ({
  /**
   * Counts one try by one guarded statement: of any number sent at once no more than the budget get through.
   */
  async consume(
    bucket: string,
    rateLimit: RateLimit,
    now: Date,
  ): Promise<Decision<{ failures: number }, AttemptRefusal>> {
    const at = now.toISOString()
    const resetBefore =
      rateLimit.resetAfterMinutes === null
        ? '-infinity'
        : new Date(now.getTime() - rateLimit.resetAfterMinutes * MINUTE_MS).toISOString()
    // Past its longest lock nothing of it is looked at any more.
    const resetAt =
      rateLimit.resetAfterMinutes === null
        ? null
        : new Date(now.getTime() + (rateLimit.resetAfterMinutes + rateLimit.maxBlockMinutes) * MINUTE_MS).toISOString()
    const failures = sql<number>`case when attempt.last_at < ${resetBefore}::timestamptz then 1 else attempt.failures + 1 end`
    const blockedUntil = sql`case when (${failures}) % ${rateLimit.maxFailures}::int = 0
      then ${at}::timestamptz + least(${rateLimit.maxBlockMinutes}::int, ${rateLimit.blockMinutes}::int * power(2, least((${failures}) / ${rateLimit.maxFailures}::int - 1, 20))) * interval '1 minute' end`
    const { rows } = await sql<{ failures: number }>`
      insert into attempt (bucket, failures, last_at, reset_at, limited_until)
      values (${sha256(bucket)}, 1, ${at}, ${resetAt}, ${rateLimit.maxFailures === 1 ? new Date(now.getTime() + rateLimit.blockMinutes * MINUTE_MS).toISOString() : null})
      on conflict (bucket) do update set failures = ${failures}, last_at = ${at}, reset_at = ${resetAt}, limited_until = ${blockedUntil}
      where (attempt.limited_until is null or attempt.limited_until <= ${at}::timestamptz)
        and (${rateLimit.limit}::int is null or attempt.failures < ${rateLimit.limit}::int)
      returning failures`.execute(db)
    const row = rows[0]
    if (row) return accept(row)
    const state = await db
      .selectFrom('attempt')
      .select('failures')
      .where('bucket', '=', sha256(bucket))
      .executeTakeFirst()
    return refuse(rateLimit.limit !== null && (state?.failures ?? 0) >= rateLimit.limit ? 'used-up' : 'rate-limited')
  },

  /** Until when the bucket is locked; null where it is open. */
  async limitedUntil(bucket: string, now: Date): Promise<Date | null> {
    const row = await db
      .selectFrom('attempt')
      .select('limited_until')
      .where('bucket', '=', sha256(bucket))
      .executeTakeFirst()
    return row?.limited_until && row.limited_until > now ? row.limited_until : null
  },

  /** How many failures in a row the bucket has counted. */
  failuresOf: async (bucket: string): Promise<number> =>
    (await db.selectFrom('attempt').select('failures').where('bucket', '=', sha256(bucket)).executeTakeFirst())
      ?.failures ?? 0,

  /** A success forgives the failures before it. */
  reset: async (bucket: string): Promise<void> =>
    void (await db.deleteFrom('attempt').where('bucket', '=', sha256(bucket)).execute()),

  /** Takes back one counted try that turned out to be no guess; a lock that it made is off again. */
  refund: async (bucket: string, { maxFailures }: RateLimit): Promise<void> =>
    void (await sql`
      update attempt set failures = failures - 1, limited_until = case when failures % ${maxFailures}::int = 0 then null else limited_until end
      where bucket = ${sha256(bucket)} and failures > 0`.execute(db)),

  /** Forgets what no budget looks at any more. Those of second factors stay until a success. */
  prune: async (now: Date): Promise<void> =>
    void (await db.deleteFrom('attempt').where('reset_at', '<', now).execute()),
})

export type AttemptsStore = ReturnType<typeof attemptsStore>
