// Wrong passwords. A try is counted before the password is looked at, by guarded statements, so that tries sent
// together cannot slip through together; in all of its counters, or in none.
import { sql, type Kysely } from 'kysely'
import { type LeakyBucket, msPerDrop, nextPlaceAt } from '@sluis/server-kit/leaky-bucket'
import { addedDrop, firstDrop } from '@sluis/server-kit/leaky-bucket-sql'
import { hmacSha256, type SecretKey } from '@sluis/server-kit/sealing'
import { MINUTE_MS } from '@sluis/server-kit/time'
import type { Tables } from '#schema/tables.ts'

/** `maxFailures`: how many wrong ones in a row before the waits begin. */
export type RateLimit = { name: string; maxFailures: number }
/** What many people share. */
export type SharedLimit = { name: string } & LeakyBucket
/** What a try is counted in. `who`: whose. */
export type Counter = { limit: RateLimit | SharedLimit; who: string }

/** A browser in which this person has logged in before counts apart: no stranger's tries keep its owner out. */
export const PER_KNOWN_BROWSER: RateLimit = { name: 'browser', maxFailures: 5 }
/** One address typed from one place. */
export const PER_EMAIL_AND_CLIENT: RateLimit = { name: 'address', maxFailures: 5 }
/** One address typed from many places. */
export const PER_EMAIL: SharedLimit = { name: 'all of an address', capacity: 50, perHour: 10 }
/**
 * One place typing many addresses. Wide: 2,000 honest people may sit behind one line on one morning, one in ten of whom
 * mistypes, and the right ones that are being looked at count too until they are given back.
 */
export const PER_CLIENT: SharedLimit = { name: 'all of a place', capacity: 600, perHour: 300 }

// The wait doubles from one minute; a row that is quiet for an hour is forgotten. No wait is for ever.
const MAX_WAIT_MINUTES = 15
const RESET_AFTER_MINUTES = 60

export type AttemptStore = ReturnType<typeof createAttemptStore>

/** `key` keys the hash under which tries are counted, so that the table holds no address of anybody. */
export function createAttemptStore(db: Kysely<Tables>, key: SecretKey | Uint8Array) {
  const rowKey = ({ limit, who }: Counter) => hmacSha256(key, `${limit.name} ${who}`)

  /** Null where it may go on, otherwise the instant until which it must wait. */
  async function count(tx: Kysely<Tables>, counter: Counter, now: Date): Promise<Date | null> {
    const id = rowKey(counter)
    const { limit } = counter
    const counted = isShared(limit) ? fill(id, limit, now) : add(id, limit, now)
    if ((await counted.execute(tx)).rows.length > 0) return null
    const row = await tx
      .selectFrom('attempt')
      .select(['last_at as lastAt', 'wait_until as waitUntil'])
      .where('key', '=', id)
      .executeTakeFirst()
    if (!row?.waitUntil) return now
    return isShared(limit) ? nextPlaceAt(limit, { lastAt: row.lastAt, emptyAt: row.waitUntil }, now) : row.waitUntil
  }
  return {
    /**
     * Counts a try in all of its counters, or in none: the one that refuses gives the others back. `counters`: the
     * narrowest first, so that whoever is past their own touches nobody else's.
     */
    async consume(counters: readonly Counter[], now: Date): Promise<Date | null> {
      try {
        await db.transaction().execute(async (tx) => {
          for (const counter of counters) {
            const until = await count(tx, counter, now)
            if (until !== null) throw new Refused(until)
          }
        })
        return null
      } catch (error) {
        if (error instanceof Refused) return error.until
        throw error
      }
    },

    /**
     * The password was right: the rows of wrong ones are broken. Of what others fill too this one try is given back,
     * and no more.
     */
    async reset(counters: readonly Counter[]): Promise<void> {
      await this.refund(counters.filter(({ limit }) => isShared(limit)))
      for (const counter of counters.filter(({ limit }) => !isShared(limit)))
        await db.deleteFrom('attempt').where('key', '=', rowKey(counter)).execute()
    },

    /** Takes back one try that was no guess. */
    async refund(counters: readonly Counter[]): Promise<void> {
      for (const counter of counters) {
        const { limit } = counter
        const waitUntil = isShared(limit)
          ? sql`wait_until - ${msPerDrop(limit)}::float8 * interval '1 millisecond'`
          : sql`null`
        await sql`
          update attempt set wrong = wrong - 1, wait_until = ${waitUntil}
          where key = ${rowKey(counter)} and wrong > 0`.execute(db)
      }
    },

    async prune(now: Date): Promise<void> {
      await db
        .deleteFrom('attempt')
        .where('last_at', '<', new Date(now.getTime() - RESET_AFTER_MINUTES * MINUTE_MS))
        .where((is) => is.or([is('wait_until', 'is', null), is('wait_until', '<', now)]))
        .execute()
    },
  }
}

const isShared = (limit: RateLimit | SharedLimit): limit is SharedLimit => 'capacity' in limit

const add = (id: Buffer, limit: RateLimit, now: Date) => {
  const resetBefore = new Date(now.getTime() - RESET_AFTER_MINUTES * MINUTE_MS)
  return sql`
    insert into attempt as a (key, wrong, last_at) values (${id}, 1, ${now})
    on conflict (key) do update set
      wrong = case when a.last_at < ${resetBefore} then 1 else a.wrong + 1 end,
      last_at = ${now},
      wait_until = case when a.last_at >= ${resetBefore} and a.wrong + 1 >= ${limit.maxFailures}
        then ${now}::timestamptz + make_interval(mins => least(${MAX_WAIT_MINUTES}::int, power(2, least(a.wrong + 1 - ${limit.maxFailures}, 10))::int)) end
    where a.wait_until is null or a.wait_until <= ${now}
    returning 1`
}

/** Here wait_until is when the bucket will be empty. */
const fill = (id: Buffer, limit: SharedLimit, now: Date) => {
  const drop = addedDrop(limit, { lastAt: sql.ref('a.last_at'), emptyAt: sql.ref('a.wait_until') }, now)
  return sql`
    insert into attempt as a (key, wrong, last_at, wait_until) values (${id}, 1, ${now}, ${firstDrop(limit, now)})
    on conflict (key) do update set last_at = ${now}, wait_until = ${drop.emptyAt},
      wrong = case when ${drop.isEmpty} then 1 else a.wrong + 1 end
    where ${drop.hasRoom}
    returning 1`
}

/** Rolls the transaction back; never leaves this file. */
class Refused extends Error {
  readonly until: Date
  constructor(until: Date) {
    super('a counter refused')
    this.until = until
  }
}
