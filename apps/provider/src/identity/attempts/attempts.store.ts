// Counting of tries, before anybody looks at what was typed. The only file that reads or writes their table.
import { type Decision, accept, refuse } from '@sluis/server-kit/decision'
import { sha256 } from '@sluis/server-kit/sealing'
import { MINUTE_MS } from '@sluis/server-kit/time'
import { type ExpressionBuilder, sql } from 'kysely'
import type { Db, Tables } from '#schema/tables.ts'
import type { Budget } from './guess-budgets.ts'
import type { RateLimit } from './rate-limits.ts'

export type AttemptRefusal = 'rate-limited' | 'used-up'
export type RateLimited = { until: Date }

export const attemptsStore = (db: Db) => ({
  /**
   * Counts one try by one guarded statement: of any number sent at once no more than the budget get through.
   * `personId`: whose guesses these are, where all of them are forgiven together.
   */
  async consume(
    bucket: string,
    rateLimit: RateLimit,
    now: Date,
    personId: string | null = null,
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
      insert into attempt (bucket, failures, last_at, reset_at, limited_until, person_id)
      values (${sha256(bucket)}, 1, ${at}, ${resetAt}, ${rateLimit.maxFailures === 1 ? new Date(now.getTime() + rateLimit.blockMinutes * MINUTE_MS).toISOString() : null}, ${personId}::uuid)
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

  /** True where it has reached its limit. */
  isUsedUp: async (bucket: string, { limit }: RateLimit): Promise<boolean> =>
    limit !== null &&
    (await db
      .selectFrom('attempt')
      .select('bucket')
      .where('bucket', '=', sha256(bucket))
      .where('failures', '>=', limit)
      .executeTakeFirst()) !== undefined,

  /** A success forgives the failures before it. */
  reset: async (bucket: string): Promise<void> =>
    void (await db.deleteFrom('attempt').where('bucket', '=', sha256(bucket)).execute()),

  /**
   * Forgives the failures of one counter, and as many in the wider ones that they were counted in as well. All are held
   * in the order in which `resetAll` and `refundAll` hold them (rule 10).
   */
  resetWithin: async (bucket: string, wider: readonly string[]): Promise<void> =>
    void (await sql`
      with held as (select bucket from attempt where bucket in (${sql.join([bucket, ...wider].map(sha256))}) order by bucket for update),
        gone as (delete from attempt where bucket = ${sha256(bucket)} and (select count(*) from held) > 0 returning failures)
      update attempt set failures = greatest(attempt.failures - gone.failures, 0) from gone where bucket in (${sql.join(wider.map(sha256))})`.execute(
      db,
    )),
  /** Forgives all that was counted for this person. */
  resetAll: async (personId: string): Promise<void> =>
    void (await db
      .deleteFrom('attempt')
      .where('bucket', 'in', (from) =>
        from.selectFrom('attempt').select('bucket').where('person_id', '=', personId).orderBy('bucket').forUpdate(),
      )
      .execute()),
  /** True where something that was counted for this person keeps tries away now. `limit`: as in the rate limit. */
  isHeldUp: async (personId: string, limit: number, now: Date): Promise<boolean> =>
    (await db
      .selectFrom('attempt')
      .select('bucket')
      .where('person_id', '=', personId)
      .where((is) => is.or([is('limited_until', '>', now), isUsedUp(is, limit)]))
      .limit(1)
      .executeTakeFirst()) !== undefined,
  /** People for whom a count has reached its limit: so many at the most. */
  async listUsedUp(limit: number, max: number): Promise<string[]> {
    const rows = await db
      .selectFrom('attempt')
      .select('person_id')
      .distinct()
      .where('person_id', 'is not', null)
      .where((is) => isUsedUp(is, limit))
      .limit(max)
      .execute()
    return rows.map((row) => row.person_id!)
  },

  /** Takes back one counted try that turned out to be no guess; a lock that it made is off again. */
  refund: async (bucket: string, { maxFailures }: RateLimit): Promise<void> =>
    void (await sql`
      update attempt set failures = failures - 1, limited_until = case when failures % ${maxFailures}::int = 0 then null else limited_until end
      where bucket = ${sha256(bucket)} and failures > 0`.execute(db)),

  /** Of several counters that counted one try. */
  async refundAll(budgets: readonly Budget[]): Promise<void> {
    for (const { bucket, rateLimit } of budgets.toSorted((one, other) =>
      Buffer.compare(sha256(one.bucket), sha256(other.bucket)),
    ))
      await attemptsStore(db).refund(bucket, rateLimit)
  },

  /** Forgets what no budget looks at any more. Those of second factors stay until a success. */
  prune: async (now: Date): Promise<void> =>
    void (await db.deleteFrom('attempt').where('reset_at', '<', now).execute()),
})

// Of those that only a success forgives: the others have no limit.
const isUsedUp = (is: ExpressionBuilder<Tables, 'attempt'>, limit: number) =>
  is.and([is('reset_at', 'is', null), is('failures', '>=', limit)])

export type AttemptsStore = ReturnType<typeof attemptsStore>
