// Text messages on their way, and what became of them. The only file that reads or writes their table.
import { randomId } from '@sluis/server-kit/random'
import type { Sealer } from '@sluis/server-kit/sealing'
import { sql } from '@sluis/server-kit/sql'
import type { Db, SmsMessageTable } from '#schema/tables.ts'

export type SmsKind = SmsMessageTable['kind']
export type SmsStatus = 'queued' | 'sent' | 'delivered' | 'failed' | 'expired'
export type SmsContent = { to: string; text: string }
/** One whose turn it is. `isInDoubt`: a gateway was asked and nobody heard its answer. */
export type DueSms = {
  id: string
  dueAt: Date
  createdAt: Date
  expiresAt: Date
  asked: number
  gateway: string | null
  isInDoubt: boolean
}

// With nothing left to do its number and text are nobody's business any more.
const SETTLED = { due_at: null, content_sealed: null }

export const smsMessagesStore = (db: Db, sealer: Sealer) => {
  const place = (id: string): string => `text_message.letter_sealed.${id}`
  const settle = async (
    id: string,
    status: 'sent' | 'delivered' | 'failed' | 'expired',
    from: SmsMessageTable['status'][],
    now: Date,
    gateway?: string,
  ): Promise<string | null> => {
    const row = await db
      .updateTable('sms_message')
      .set({ status, status_at: now, ...SETTLED })
      .where('id', '=', id)
      .where('status', 'in', from)
      .$if(gateway !== undefined, (query) => query.where('gateway', '=', gateway!))
      .returning('prefix')
      .executeTakeFirst()
    return row?.prefix ?? null
  }
  return {
    async enqueue(
      {
        kind,
        personId,
        prefix,
        content,
        expiresAt,
      }: { kind: SmsKind; personId: string; prefix: string; content: SmsContent; expiresAt: Date },
      now: Date,
    ): Promise<string> {
      const id = randomId()
      const row = {
        id,
        kind,
        person_id: personId,
        prefix,
        gateway: null,
        asked: 0,
        created_at: now,
        expires_at: expiresAt,
        due_at: now,
      }
      await db
        .insertInto('sms_message')
        .values({
          ...row,
          status: 'queued',
          status_at: now,
          content_sealed: sealer.seal(place(id), JSON.stringify(content)),
        })
        .execute()
      return id
    },
    /** The next ones, longest due first. Others may look at the same ones; `claim` decides. */
    listDue: async (now: Date, limit: number): Promise<DueSms[]> =>
      (
        await db
          .selectFrom('sms_message')
          .select(['id', 'due_at', 'created_at', 'expires_at', 'asked', 'gateway', 'status'])
          .where('due_at', '<=', now)
          .orderBy('due_at')
          .limit(limit)
          .execute()
      ).map((row) => ({
        id: row.id,
        dueAt: row.due_at!,
        createdAt: row.created_at,
        expiresAt: row.expires_at,
        asked: row.asked,
        gateway: row.gateway,
        isInDoubt: row.status === 'handed',
      })),
    /**
     * Claims it before the gateway is asked: of several processes one wins. From then on it is in doubt until somebody
     * knows better, and looked at again at `until`.
     */
    async claim(
      { id, dueAt }: Pick<DueSms, 'id' | 'dueAt'>,
      gateway: string,
      until: Date,
      now: Date,
    ): Promise<SmsContent | null> {
      const row = await db
        .updateTable('sms_message')
        .set((is) => ({ status: 'handed', status_at: now, gateway, asked: is('asked', '+', 1), due_at: until }))
        .where('id', '=', id)
        .where('due_at', '=', dueAt)
        .where('status', 'in', ['queued', 'handed'])
        .returning('content_sealed')
        .executeTakeFirst()
      return row ? (JSON.parse(sealer.unseal(place(id), row.content_sealed!).toString()) as SmsContent) : null
    },
    /** The gateway surely did not take what was claimed: it is asked, or another is, at `dueAt`. */
    release: async (id: string, claimedUntil: Date, dueAt: Date, now: Date): Promise<void> =>
      void (await db
        .updateTable('sms_message')
        .set((is) => ({ status: 'queued', status_at: now, due_at: dueAt, asked: is('asked', '-', 1) }))
        .where('id', '=', id)
        .where('due_at', '=', claimedUntil)
        .where('status', '=', 'handed')
        .execute()),
    /** Nobody was asked: again later. */
    reschedule: async ({ id, dueAt }: Pick<DueSms, 'id' | 'dueAt'>, nextAt: Date): Promise<void> =>
      void (await db
        .updateTable('sms_message')
        .set({ due_at: nextAt })
        .where('id', '=', id)
        .where('due_at', '=', dueAt)
        .execute()),
    markSent: (id: string, now: Date) => settle(id, 'sent', ['queued', 'handed'], now),
    markFailed: (id: string, now: Date) => settle(id, 'failed', ['queued', 'handed'], now),
    markExpired: (id: string, now: Date) => settle(id, 'expired', ['queued', 'handed'], now),
    /**
     * A report. Returns the prefix where it changed something; one that is late, double or overtaken changes nothing.
     */
    reportAccepted: (id: string, now: Date) => settle(id, 'sent', ['queued', 'handed'], now),
    reportDelivered: (id: string, now: Date) => settle(id, 'delivered', ['queued', 'handed', 'sent'], now),
    /** Only of who was asked last: by another it may be on its way all the same. */
    reportFailed: (id: string, gateway: string, now: Date) => settle(id, 'failed', ['handed', 'sent'], now, gateway),
    async status(id: string): Promise<{ status: SmsStatus; at: Date } | null> {
      const row = await db
        .selectFrom('sms_message')
        .select(['status', 'status_at'])
        .where('id', '=', id)
        .executeTakeFirst()
      return row ? { status: row.status === 'handed' ? 'queued' : row.status, at: row.status_at } : null
    },
    /** How many messages to numbers of a prefix arrived since then, and how many did not. */
    async countDeliveries(prefix: string, since: Date): Promise<{ delivered: number; failed: number }> {
      const rows = await db
        .selectFrom('sms_message')
        .select(['status', sql<number>`count(*)::int`.as('count')])
        .where('prefix', '=', prefix)
        .where('status_at', '>=', since)
        .groupBy('status')
        .execute()
      const of = (status: string): number => rows.find((row) => row.status === status)?.count ?? 0
      return { delivered: of('delivered'), failed: of('failed') }
    },
    prune: async (before: Date): Promise<void> =>
      void (await db.deleteFrom('sms_message').where('created_at', '<', before).execute()),
  }
}

export type SmsMessagesStore = ReturnType<typeof smsMessagesStore>
