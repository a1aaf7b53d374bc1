// Wrong passwords in a row. A try is counted before the password is looked at, by one statement, so that tries sent
// together cannot slip through together.
import { sql, type Kysely } from 'kysely'
import { hmacSha256 } from '@sluis/server-kit/sealing'
import { MINUTE_MS } from '@sluis/server-kit/time'
import type { Tables } from '#schema/tables.ts'

/** `maxFailures`: how many wrong ones in a row before the waits begin. */
export type RateLimit = { name: string; maxFailures: number }

/**
 * One address typed from one place; and one place typing many addresses, where many honest people may sit behind one
 * line.
 */
export const PER_EMAIL_AND_CLIENT: RateLimit = { name: 'address', maxFailures: 5 }
export const PER_CLIENT: RateLimit = { name: 'place', maxFailures: 100 }

// The wait doubles from one minute; a row that is quiet for an hour is forgotten. No wait is for ever.
const MAX_WAIT_MINUTES = 15
const RESET_AFTER_MINUTES = 60

export type AttemptStore = ReturnType<typeof createAttemptStore>

/** `key` keys the hash under which tries are counted, so that the table holds no address of anybody. */
export function createAttemptStore(db: Kysely<Tables>, key: Uint8Array) {
  const rowKey = (limit: RateLimit, who: string) => hmacSha256(key, `${limit.name} ${who}`)
  return {
    /** Counts a try. Null where it may go on, otherwise the instant until which it must wait. */
    async consume(limit: RateLimit, who: string, now: Date): Promise<Date | null> {
      const resetBefore = new Date(now.getTime() - RESET_AFTER_MINUTES * MINUTE_MS)
      const id = rowKey(limit, who)
      const counted = await sql`
        insert into attempt as a (key, wrong, last_at) values (${id}, 1, ${now})
        on conflict (key) do update set
          wrong = case when a.last_at < ${resetBefore} then 1 else a.wrong + 1 end,
          last_at = ${now},
          wait_until = case when a.last_at >= ${resetBefore} and a.wrong + 1 >= ${limit.maxFailures}
            then ${now}::timestamptz + make_interval(mins => least(${MAX_WAIT_MINUTES}::int, power(2, least(a.wrong + 1 - ${limit.maxFailures}, 10))::int)) end
        where a.wait_until is null or a.wait_until <= ${now}
        returning 1`.execute(db)
      if (counted.rows.length > 0) return null
      const row = await db.selectFrom('attempt').select('wait_until').where('key', '=', id).executeTakeFirst()
      return row?.wait_until ?? now
    },

    /** The password was right: the row of wrong ones is broken. */
    async reset(limit: RateLimit, who: string): Promise<void> {
      await db.deleteFrom('attempt').where('key', '=', rowKey(limit, who)).execute()
    },

    /** The password was right: this one try is given back, and no more. */
    async refund(limit: RateLimit, who: string): Promise<void> {
      await db
        .updateTable('attempt')
        .set((is) => ({ wrong: is('wrong', '-', 1), wait_until: null }))
        .where('key', '=', rowKey(limit, who))
        .where('wrong', '>', 0)
        .execute()
    },

    async prune(now: Date): Promise<void> {
      await db
        .deleteFrom('attempt')
        .where('last_at', '<', new Date(now.getTime() - RESET_AFTER_MINUTES * MINUTE_MS))
        .execute()
    },
  }
}
