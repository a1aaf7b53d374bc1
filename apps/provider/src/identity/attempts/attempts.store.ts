// Counting of tries, before anybody looks at what was typed. The only file that reads or writes their table.
import { type Decision, accept, refuse } from '@sluis/server-kit/decision'
import { type LeakyBucket, msPerDrop, nextPlaceAt } from '@sluis/server-kit/leaky-bucket'
import { addedDrop, firstDrop } from '@sluis/server-kit/leaky-bucket-sql'
import { sha256 } from '@sluis/server-kit/sealing'
import { sql } from '@sluis/server-kit/sql'
import { MINUTE_MS } from '@sluis/server-kit/time'
import type { ExpressionBuilder, RawBuilder } from 'kysely'
import type { Db, Tables } from '#schema/tables.ts'
import { isLeaky, type RateLimit } from './rate-limits.ts'

export type AttemptRefusal = 'rate-limited' | 'used-up'
export type RateLimited = { until: Date }
/** What a try is counted in. */
export type Counter = { bucket: string; rateLimit: RateLimit | LeakyBucket }

export const attemptsStore = (db: Db) => ({
  /**
   * Counts one try in all of the counters, or in none, by one guarded statement: the one that refuses has those before
   * it given back. Null where the try may be looked at; otherwise when there are tries again. `counters`: the narrowest
   * first, so that whoever is past their own touches nobody else's, and so that all take the locks in one order (rule
   * 10).
   */
  async consumeAll(counters: readonly Counter[], now: Date): Promise<Date | null> {
    const { refusedAt } = await this.consumeEach(counters, now)
    return refusedAt === null ? null : ((await this.freeAt(counters[refusedAt]!, now)) ?? now)
  },
  /** The same of a single one. */
  consumeOne: (bucket: string, rateLimit: RateLimit | LeakyBucket, now: Date): Promise<Date | null> =>
    attemptsStore(db).consumeAll([{ bucket, rateLimit }], now),
  /**
   * As `consumeAll`, of guesses at one person's proofs: these are reset together. `first`: a statement that counts the
   * try too, in the same go, and returns a row where it may be looked at. `failures`: of each counter, with this try.
   * `refusedAt`: which counter said no; -1 for `first`.
   */
  async consumeEach(
    counters: readonly Counter[],
    now: Date,
    { personId = null, first = null }: { personId?: string | null; first?: RawBuilder<unknown> | null } = {},
  ): Promise<{ failures: number[]; refusedAt: null } | { refusedAt: number }> {
    const name = (at: number) => sql.id(`counter_${at}`)
    const begun = first ? sql`exists (select from first)` : sql`true`
    const before = (at: number): RawBuilder<unknown> =>
      at > 0 ? sql`exists (select from ${name(at - 1)})` : personId === null ? begun : sql`exists (select from turn)`
    const parts = [
      ...(first ? [sql`first as (${first})`] : []),
      ...(personId === null ? [] : [turnSql(personId, begun)]),
      ...counters.map((counter, at) => sql`${name(at)} as (${countSql(counter, now, personId, before(at))})`),
    ]
    const { rows } = await sql<{ first: boolean; failures: (number | null)[] }>`
      with ${sql.join(parts)}
      select ${first ? sql`exists (select from first)` : sql`true`} as first,
        array[${sql.join(counters.map((_, at) => sql`(select failures from ${name(at)})`))}]::int[] as failures`.execute(
      db,
    )
    const { first: mayCount, failures } = rows[0]!
    if (!mayCount) return { refusedAt: -1 }
    const refusedAt = failures.indexOf(null)
    if (refusedAt === -1) return { failures: failures as number[], refusedAt: null }
    await this.refundAll(counters.slice(0, refusedAt), personId)
    return { refusedAt }
  },
  /** When a counter that refuses takes tries again; null where it does already. */
  async freeAt({ bucket, rateLimit }: Counter, now: Date): Promise<Date | null> {
    if (!isLeaky(rateLimit)) return this.limitedUntil(bucket, now)
    const full = await db
      .selectFrom('attempt')
      .select(['last_at as lastAt', 'reset_at as emptyAt'])
      .where('bucket', '=', sha256(bucket))
      .executeTakeFirst()
    return full?.emptyAt ? nextPlaceAt(rateLimit, { ...full, emptyAt: full.emptyAt }, now) : null
  },

  /** The same of one that leaks. */
  fill: (bucket: string, leaky: LeakyBucket, now: Date): Promise<Date | null> =>
    attemptsStore(db).consumeAll([{ bucket, rateLimit: leaky }], now),

  /**
   * Counts one try: of any number sent at once no more than the budget get through. `personId`: whose guesses these
   * are, where all of them are reset together.
   */
  async consume(
    bucket: string,
    rateLimit: RateLimit,
    now: Date,
    personId: string | null = null,
  ): Promise<Decision<{ failures: number }, AttemptRefusal>> {
    const counted = await this.consumeEach([{ bucket, rateLimit }], now, { personId })
    if (counted.refusedAt === null) return accept({ failures: counted.failures[0]! })
    return refuse((await this.isUsedUp(bucket, rateLimit)) ? 'used-up' : 'rate-limited')
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

  /** True where it has reached its limit. */
  isUsedUp: async (bucket: string, { limit }: RateLimit): Promise<boolean> =>
    limit !== null &&
    (await db
      .selectFrom('attempt')
      .select('bucket')
      .where('bucket', '=', sha256(bucket))
      .where('failures', '>=', limit)
      .executeTakeFirst()) !== undefined,

  /** A success resets the failures before it. */
  reset: async (bucket: string): Promise<void> => void (await resetSql(bucket, sql`true`).execute(db)),

  /** Resets the failures of one counter of a person, and as many in the wider ones that they were counted in. */
  resetWithin: async (personId: string, bucket: string, wider: readonly string[]): Promise<void> =>
    void (await sql`with ${resetWithinSql(personId, bucket, wider, sql`true`)} select`.execute(db)),
  /** Resets all that was counted for this person. */
  resetAll: async (personId: string): Promise<void> =>
    void (await sql`
      with ${turnSql(personId, sql`true`)}
      delete from attempt where person_id = ${personId} and exists (select from turn)`.execute(db)),
  /** True where something that was counted for this person keeps tries away now. `limit`: as in the rate limit. */
  isHeldUp: async (personId: string, limit: number, now: Date): Promise<boolean> =>
    (await db
      .selectFrom('attempt')
      .select('bucket')
      .where('person_id', '=', personId)
      .where((is) => is.or([is('limited_until', '>', now), isUsedUp(is, limit)]))
      .limit(1)
      .executeTakeFirst()) !== undefined,
  /** The longest row of failures that was counted for this person in one place, and until when a place is locked. */
  async worstOf(personId: string, now: Date): Promise<{ failures: number; limitedUntil: Date | null }> {
    const { failures, until } = await db
      .selectFrom('attempt')
      .select((of) => [of.fn.max('failures').as('failures'), of.fn.max('limited_until').as('until')])
      .where('person_id', '=', personId)
      .executeTakeFirstOrThrow()
    return { failures: failures ?? 0, limitedUntil: until !== null && until > now ? until : null }
  },
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
  refund: async (bucket: string, rateLimit: RateLimit | LeakyBucket): Promise<void> =>
    void (await refundSql({ bucket, rateLimit }, sql`true`).execute(db)),

  /** Of several counters that counted one try, the narrowest first. `personId`: as they were counted. */
  async refundAll(counters: readonly Counter[], personId: string | null = null): Promise<void> {
    if (counters.length === 0) return
    const parts = counters.map((counter, at) => {
      const before =
        at > 0
          ? sql`(select count(*) from ${sql.id(`refund_${at - 1}`)}) >= 0`
          : personId === null
            ? sql`true`
            : sql`exists (select from turn)`
      return sql`${sql.id(`refund_${at}`)} as (${refundSql(counter, before)})`
    })
    const turn = personId === null ? [] : [turnSql(personId, sql`true`)]
    await sql`with ${sql.join([...turn, ...parts])} select`.execute(db)
  },

  /** Forgets what no budget looks at any more. Those of second factors stay until a success. */
  prune: async (now: Date): Promise<void> =>
    void (await db.deleteFrom('attempt').where('reset_at', '<', now).execute()),
})

// Of those that only a success resets: the others have no limit.
const isUsedUp = (is: ExpressionBuilder<Tables, 'attempt'>, limit: number) =>
  is.and([is('reset_at', 'is', null), is('failures', '>=', limit)])

/**
 * Adds one try to a counter that has room, where `before` holds; returns its failures. `reset_at` of a bucket that
 * leaks is when it will be empty.
 */
function countSql(
  { bucket, rateLimit }: Counter,
  now: Date,
  personId: string | null,
  before: RawBuilder<unknown>,
): RawBuilder<unknown> {
  const at = sql`${now.toISOString()}::timestamptz`
  if (isLeaky(rateLimit)) {
    const stored = { lastAt: sql.ref('attempt.last_at'), emptyAt: sql.ref('attempt.reset_at') }
    const drop = addedDrop(rateLimit, stored, now)
    return sql`
      insert into attempt (bucket, failures, last_at, reset_at)
      select ${sha256(bucket)}::bytea, 1, ${at}, ${firstDrop(rateLimit, now).toISOString()}::timestamptz where ${before}
      on conflict (bucket) do update set last_at = ${at}, reset_at = ${drop.emptyAt},
        failures = case when ${drop.isEmpty} then 1 else attempt.failures + 1 end
      where ${drop.hasRoom}
      returning failures`
  }
  const { maxFailures, blockMinutes, maxBlockMinutes, resetAfterMinutes, limit } = rateLimit
  const resetBefore =
    resetAfterMinutes === null ? '-infinity' : new Date(now.getTime() - resetAfterMinutes * MINUTE_MS).toISOString()
  // Past its longest lock nothing of it is looked at any more.
  const resetAt =
    resetAfterMinutes === null
      ? null
      : new Date(now.getTime() + (resetAfterMinutes + maxBlockMinutes) * MINUTE_MS).toISOString()
  const failures = sql<number>`case when attempt.last_at < ${resetBefore}::timestamptz then 1 else attempt.failures + 1 end`
  const blockedUntil = sql`case when (${failures}) % ${maxFailures}::int = 0
    then ${at} + least(${maxBlockMinutes}::int, ${blockMinutes}::int * power(2, least((${failures}) / ${maxFailures}::int - 1, 20))) * interval '1 minute' end`
  const blockedAtOnce = maxFailures === 1 ? new Date(now.getTime() + blockMinutes * MINUTE_MS).toISOString() : null
  return sql`
    insert into attempt (bucket, failures, last_at, reset_at, limited_until, person_id)
    select ${sha256(bucket)}::bytea, 1, ${at}, ${resetAt}::timestamptz, ${blockedAtOnce}::timestamptz, ${personId}::uuid where ${before}
    on conflict (bucket) do update set failures = ${failures}, last_at = ${at}, reset_at = ${resetAt}::timestamptz, limited_until = ${blockedUntil}
    where (attempt.limited_until is null or attempt.limited_until <= ${at})
      and (${limit}::int is null or attempt.failures < ${limit}::int)
    returning failures`
}

/** Parts of other statements: what one of them does where `where` holds. */
export const resetSql = (bucket: string, where: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`delete from attempt where bucket = ${sha256(bucket)} and ${where} returning failures`

export const refundSql = ({ bucket, rateLimit }: Counter, where: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`update attempt set failures = failures - 1, ${
    isLeaky(rateLimit)
      ? sql`reset_at = reset_at - ${msPerDrop(rateLimit)}::float8 * interval '1 millisecond'`
      : sql`limited_until = case when failures % ${rateLimit.maxFailures}::int = 0 then null else limited_until end`
  } where bucket = ${sha256(bucket)} and failures > 0 and ${where} returning failures`

/**
 * The part `turn`: of one person's counters one statement at a time changes any, so that none waits for another's in a
 * circle, whichever it takes first (rule 10). It waits where `where` holds, and has a row then.
 */
const turnSql = (personId: string, where: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`turn as (select pg_advisory_xact_lock(hashtextextended(${`attempts of ${personId}`}, 0)) where ${where})`

/** Of `resetWithin`: parts, of which the last is `wider_reset`. */
export const resetWithinSql = (
  personId: string,
  bucket: string,
  wider: readonly string[],
  where: RawBuilder<unknown>,
): RawBuilder<unknown> => sql`
  ${turnSql(personId, where)},
  narrow_reset as (delete from attempt where bucket = ${sha256(bucket)} and exists (select from turn) returning failures),
  wider_reset as (update attempt set failures = greatest(attempt.failures - narrow_reset.failures, 0) from narrow_reset
    where bucket in (${wider.length === 0 ? sql`null` : sql.join(wider.map(sha256))}) returning attempt.bucket)`

export type AttemptsStore = ReturnType<typeof attemptsStore>
