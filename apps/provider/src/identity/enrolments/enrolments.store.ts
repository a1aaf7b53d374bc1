// Records of pending second factors. The only file that reads or writes their table.
import { randomBytes, randomId } from '@sluis/server-kit/random'
import type { Sealer } from '@sluis/server-kit/sealing'
import { MINUTE_MS } from '@sluis/server-kit/time'
import type { Db } from '#schema/tables.ts'

export type Enrolment = {
  id: string
  personId: string
  sessionId: string
  secret: Buffer
  label: string
  expiresAt: Date
}

/** How long a pending secret stays the same: app switch, store visit, a phone call in between (U-3, edge case 21). */
export const ENROLMENT_MINUTES = 30

export const enrolmentsStore = (db: Db, sealer: Sealer) => ({
  /** The pending enrolment of a session, with the same secret for as long as it lives. */
  async findPending(sessionId: string, now: Date): Promise<Enrolment | undefined> {
    const row = await db
      .selectFrom('enrolment')
      .selectAll()
      .where('session_id', '=', sessionId)
      .where('confirmed_at', 'is', null)
      .where('expires_at', '>', now)
      .executeTakeFirst()
    return (
      row && {
        id: row.id,
        personId: row.person_id,
        sessionId: row.session_id,
        label: row.label,
        expiresAt: row.expires_at,
        secret: sealer.unseal(place(row.id), row.secret_sealed),
      }
    )
  },

  /**
   * Begins one with a new secret, in the place of an expired one. Of two tabs that begin at once one wins, and both
   * show its secret.
   */
  async begin(
    personId: string,
    sessionId: string,
    secretBytes: number,
    label: string,
    now: Date,
  ): Promise<{ begun: boolean }> {
    await db
      .deleteFrom('enrolment')
      .where('session_id', '=', sessionId)
      .where('confirmed_at', 'is', null)
      .where('expires_at', '<=', now)
      .execute()
    const id = randomId()
    const done = await db
      .insertInto('enrolment')
      .values({
        id,
        person_id: personId,
        session_id: sessionId,
        secret_sealed: sealer.seal(place(id), randomBytes(secretBytes)),
        label,
        began_at: now,
        expires_at: new Date(now.getTime() + ENROLMENT_MINUTES * MINUTE_MS),
        app_chosen_at: null,
        confirmed_at: null,
      })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst()
    return { begun: done.numInsertedOrUpdatedRows === 1n }
  },
  /** Entries that were shown and may stand in the person's app, confirmed or not. */
  labelsOf: async (personId: string): Promise<string[]> =>
    (await db.selectFrom('enrolment').select('label').where('person_id', '=', personId).execute()).map(
      ({ label }) => label,
    ),

  /**
   * Consumes the enrolment. False when it was confirmed already or is too old: of two requests with one code, one wins.
   */
  async confirm(id: string, now: Date): Promise<boolean> {
    const done = await db
      .updateTable('enrolment')
      .set({ confirmed_at: now })
      .where('id', '=', id)
      .where('confirmed_at', 'is', null)
      .where('expires_at', '>', now)
      .executeTakeFirst()
    return done.numUpdatedRows === 1n
  },
  /** After it is confirmed or left, nothing of a pending secret is kept. */
  delete: async (sessionId: string): Promise<void> =>
    void (await db.deleteFrom('enrolment').where('session_id', '=', sessionId).execute()),
  /** All that this person has under way. */
  deleteAll: async (personId: string): Promise<void> =>
    void (await db
      .deleteFrom('enrolment')
      .where('person_id', '=', personId)
      .where('confirmed_at', 'is', null)
      .execute()),
  prune: async (now: Date): Promise<void> =>
    void (await db.deleteFrom('enrolment').where('expires_at', '<=', now).execute()),
})

const place = (id: string): string => `enrolment.secret.${id}`

export type EnrolmentsStore = ReturnType<typeof enrolmentsStore>
