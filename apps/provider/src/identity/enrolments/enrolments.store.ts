// Records of pending second factors. The only file that reads or writes their table.
import { randomBytes, randomId } from '@sluis/server-kit/random'
import type { Sealer } from '@sluis/server-kit/sealing'
import { sql } from '@sluis/server-kit/sql'
import { MINUTE_MS } from '@sluis/server-kit/time'
import { appendSql } from '#identity/audit/audit.store.ts'
import type { AuditEntry } from '#identity/audit/entry.ts'
import { builtOnce } from '#schema/built-once.store.ts'
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
    const row = await pending.first(db, { sessionId, now })
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
   * Begins one with a new secret, in the place of an expired one. Undefined where there is one already: of two tabs
   * that begin at once one wins, and both show its secret. `entry`: what is told in the trail, by the same statement,
   * where it is begun.
   */
  async begin(
    personId: string,
    sessionId: string,
    secretBytes: number,
    label: string,
    now: Date,
    entry: AuditEntry | null = null,
  ): Promise<Enrolment | undefined> {
    const id = randomId()
    const at = sql`${now.toISOString()}::timestamptz`
    const until = new Date(now.getTime() + ENROLMENT_MINUTES * MINUTE_MS)
    const secret = randomBytes(secretBytes)
    const sealed = sealer.seal(place(id), secret)
    const { rows } = await sql<{ begun: boolean }>`
      with begun as (
        insert into enrolment (id, person_id, session_id, secret_sealed, label, began_at, expires_at)
        values (${id}, ${personId}, ${sessionId}, ${sealed}, ${label}, ${at}, ${until})
        on conflict (session_id) where confirmed_at is null do update set id = excluded.id,
          person_id = excluded.person_id, secret_sealed = excluded.secret_sealed, label = excluded.label,
          began_at = excluded.began_at, expires_at = excluded.expires_at, app_chosen_at = null
        where enrolment.expires_at <= ${at}
        returning id)${entry ? sql`, ${appendSql([{ entry, now }], sql`exists (select from begun)`)}` : sql``}
      select exists (select from begun) as begun`.execute(db)
    return rows[0]!.begun ? { id, personId, sessionId, secret, label, expiresAt: until } : undefined
  },

  /**
   * Consumes the enrolment: nothing of a pending secret is kept. False when it was consumed already or is too old: of
   * two requests with one code, one wins.
   */
  async consume(id: string, now: Date): Promise<boolean> {
    const done = await db
      .deleteFrom('enrolment')
      .where('id', '=', id)
      .where('confirmed_at', 'is', null)
      .where('expires_at', '>', now)
      .executeTakeFirst()
    return done.numDeletedRows === 1n
  },
  /** It is left: another kind of factor was set up. */
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

const pending = builtOnce((db, { sessionId, now }: { sessionId: string; now: Date }) =>
  db
    .selectFrom('enrolment')
    .selectAll()
    .where('session_id', '=', sessionId)
    .where('confirmed_at', 'is', null)
    .where('expires_at', '>', now),
)

const place = (id: string): string => `enrolment.secret.${id}`

export type EnrolmentsStore = ReturnType<typeof enrolmentsStore>
