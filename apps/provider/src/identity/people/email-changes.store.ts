// Changes of an e-mail address: asked, confirmed by a link to the new one, undone by a link to the old one. The only
// file that reads or writes their table.
import { randomId, randomToken } from '@sluis/server-kit/random'
import { hashToken } from '@sluis/server-kit/sealing'
import { sql } from '@sluis/server-kit/sql'
import { HOUR_MS } from '@sluis/server-kit/time'
import type { Db } from '#schema/tables.ts'
import { isAnothers } from './address-holder.store.ts'

export const CONFIRM_HOURS = 24
export const UNDO_HOURS = 72

export type PendingChange = { id: string; personId: string; newEmail: string; expiresAt: Date }
export type DoneChange = {
  id: string
  personId: string
  previousEmail: string
  previousKey: string
  previousChosenAt: Date | null
  newEmail: string
  doneAt: Date
}

const hours = (from: Date, count: number): Date => new Date(from.getTime() + count * HOUR_MS)
const pendingColumns = ['id', 'person_id as personId', 'new_email as newEmail', 'expires_at as expiresAt'] as const
const doneColumns = [
  'id',
  'person_id as personId',
  'previous_email as previousEmail',
  'previous_key as previousKey',
  'previous_chosen_at as previousChosenAt',
  'new_email as newEmail',
  sql<Date>`done_at`.as('doneAt'),
] as const

export const emailChangesStore = (db: Db) => ({
  /** A newer wish takes the place of the older one, whose link is dead at once. Returns the link's token. */
  async create(
    change: {
      personId: string
      previousEmail: string
      previousKey: string
      previousChosenAt: Date | null
      newEmail: string
    },
    now: Date,
  ): Promise<string> {
    const token = randomToken()
    const row = {
      previous_email: change.previousEmail,
      previous_key: change.previousKey,
      previous_chosen_at: change.previousChosenAt,
      new_email: change.newEmail,
      confirm_hash: hashToken(token),
      asked_at: now,
      expires_at: hours(now, CONFIRM_HOURS),
    }
    await db
      .insertInto('email_change')
      .values({
        id: randomId(),
        person_id: change.personId,
        ...row,
        done_at: null,
        undo_hash: null,
        undo_until: null,
        undone_at: null,
      })
      .onConflict((conflict) => conflict.column('person_id').where('done_at', 'is', null).doUpdateSet(row))
      .execute()
    return token
  },
  findByToken: (token: string, now: Date): Promise<PendingChange | undefined> =>
    db
      .selectFrom('email_change')
      .select(pendingColumns)
      .where('confirm_hash', '=', hashToken(token))
      .where('done_at', 'is', null)
      .where('expires_at', '>', now)
      .executeTakeFirst(),
  findPending: (personId: string, now: Date): Promise<PendingChange | undefined> =>
    db
      .selectFrom('email_change')
      .select(pendingColumns)
      .where('person_id', '=', personId)
      .where('done_at', 'is', null)
      .where('expires_at', '>', now)
      .executeTakeFirst(),
  /**
   * Consumes the link to the new address, for its own person alone. Returns the change and with the token that undoes
   * it, once.
   */
  async confirm(token: string, personId: string, now: Date): Promise<(DoneChange & { undoToken: string }) | undefined> {
    const undoToken = randomToken()
    const row = await db
      .updateTable('email_change')
      .set({ done_at: now, undo_hash: hashToken(undoToken), undo_until: hours(now, UNDO_HOURS) })
      .where('confirm_hash', '=', hashToken(token))
      .where('person_id', '=', personId)
      .where('done_at', 'is', null)
      .where('expires_at', '>', now)
      .returning(doneColumns)
      .executeTakeFirst()
    return row && { ...row, undoToken }
  },
  /** One that came to nothing. */
  delete: async (id: string): Promise<void> =>
    void (await db.deleteFrom('email_change').where('id', '=', id).execute()),
  deletePending: async (personId: string): Promise<void> =>
    void (await db.deleteFrom('email_change').where('person_id', '=', personId).where('done_at', 'is', null).execute()),

  findUndoable: (token: string, now: Date): Promise<DoneChange | undefined> =>
    db
      .selectFrom('email_change')
      .select(doneColumns)
      .where('undo_hash', '=', hashToken(token))
      .where('undone_at', 'is', null)
      .where('undo_until', '>', now)
      .where((is) => is.not(isAnothers(sql.ref('previous_key'), sql.ref('email_change.person_id'))))
      .executeTakeFirst(),
  /** Consumes the link to the old address: returns its change, once. */
  consumeUndo: (token: string, now: Date): Promise<DoneChange | undefined> =>
    db
      .updateTable('email_change')
      .set({ undone_at: now })
      .where('undo_hash', '=', hashToken(token))
      .where('undone_at', 'is', null)
      .where('undo_until', '>', now)
      .where((is) => is.not(isAnothers(sql.ref('previous_key'), sql.ref('email_change.person_id'))))
      .returning(doneColumns)
      .executeTakeFirst(),
  /** The first change since then that still stands: what it took away is the address from before all of them. */
  firstSince: (personId: string, from: Date): Promise<DoneChange | undefined> =>
    db
      .selectFrom('email_change')
      .select(doneColumns)
      .where('person_id', '=', personId)
      .where('done_at', '>=', from)
      .where('undone_at', 'is', null)
      .orderBy('done_at')
      .orderBy('id')
      .executeTakeFirst(),
  /** With a change go all that came after it. Returns the addresses that they had brought. */
  async undoFrom(personId: string, from: Date, now: Date): Promise<string[]> {
    const rows = await db
      .updateTable('email_change')
      .set({ undone_at: sql`coalesce(undone_at, ${now.toISOString()}::timestamptz)` })
      .where('person_id', '=', personId)
      .where('done_at', '>=', from)
      .returning('new_email')
      .execute()
    return rows.map((row) => row.new_email)
  },
  /** True while somebody's former address may still come back to them: it is nobody else's meanwhile. */
  isReserved: async (emailKey: string, except: string | null, now: Date): Promise<boolean> =>
    (await db
      .selectFrom('email_change')
      .select('id')
      .where('previous_key', '=', emailKey)
      .where('undone_at', 'is', null)
      .where('undo_until', '>', now)
      .$if(except !== null, (query) => query.where('person_id', '!=', except!))
      .executeTakeFirst()) !== undefined,
  prune: async (now: Date): Promise<void> =>
    void (await db
      .deleteFrom('email_change')
      .where((is) =>
        is.or([is.and([is('done_at', 'is', null), is('expires_at', '<=', now)]), is('undo_until', '<=', now)]),
      )
      .execute()),
})

export type EmailChangesStore = ReturnType<typeof emailChangesStore>
