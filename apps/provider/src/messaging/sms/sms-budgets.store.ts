// Counting of messages, before one is written. The only file that reads or writes their table.
import { hmacSha256, type Sealer } from '@sluis/server-kit/sealing'
import { sql } from '@sluis/server-kit/sql'
import { latestStored, MINUTE_MS } from '@sluis/server-kit/time'
import type { Db } from '#schema/tables.ts'
import type { SmsBudget } from './sms-budgets.ts'

export const smsBudgetsStore = (db: Db, sealer: Sealer) => {
  const key = (bucket: string): Buffer => hmacSha256(sealer.keyFor('text budgets'), bucket)
  return {
    /**
     * Counts one text by one guarded statement: of any number at once no more than the budget get through. Answers
     * which one of them it is, or null past the last.
     */
    async consume({ bucket, max, minutes }: SmsBudget, now: Date): Promise<number | null> {
      const at = now.toISOString()
      const endsAt = new Date(now.getTime() + minutes * MINUTE_MS).toISOString()
      const isOver = sql`(sms_budget.ends_at <= ${at}::timestamptz or sms_budget.since > ${latestStored(now)}::timestamptz)`
      const { rows } = await sql<{ sent: number }>`
        insert into sms_budget (bucket, sent, since, ends_at) values (${key(bucket)}, 1, ${at}, ${endsAt})
        on conflict (bucket) do update set
          sent = case when ${isOver} then 1 else sms_budget.sent + 1 end,
          since = case when ${isOver} then ${at}::timestamptz else sms_budget.since end,
          ends_at = case when ${isOver} then ${endsAt}::timestamptz else sms_budget.ends_at end
        where ${isOver} or sms_budget.sent < ${max}::int
        returning sent`.execute(db)
      return rows[0]?.sent ?? null
    },
    /** All that was counted in it is given back. */
    reset: async ({ bucket }: SmsBudget): Promise<void> =>
      void (await db.deleteFrom('sms_budget').where('bucket', '=', key(bucket)).execute()),
    /** Takes back one text that is not sent after all. */
    refund: async ({ bucket }: SmsBudget): Promise<void> =>
      void (await db
        .updateTable('sms_budget')
        .set((is) => ({ sent: is('sent', '-', 1) }))
        .where('bucket', '=', key(bucket))
        .where('sent', '>', 0)
        .execute()),
    /** Until when it is used up; null where there is some left. */
    async exhaustedUntil({ bucket, max }: SmsBudget, now: Date): Promise<Date | null> {
      const row = await db
        .selectFrom('sms_budget')
        .select('ends_at')
        .where('bucket', '=', key(bucket))
        .where('sent', '>=', max)
        .where('since', '<=', latestStored(now))
        .where('ends_at', '>', now)
        .executeTakeFirst()
      return row?.ends_at ?? null
    },
    prune: async (now: Date): Promise<void> =>
      void (await db.deleteFrom('sms_budget').where('ends_at', '<=', now).execute()),
  }
}

export type SmsBudgetsStore = ReturnType<typeof smsBudgetsStore>
