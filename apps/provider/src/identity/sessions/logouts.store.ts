// Applications that are still to be told that a session has ended, or all that a person has there. Triggers insert the
// rows; of several processes one at a time works on a row.
import { sql } from '@sluis/server-kit/sql'
import type { RawBuilder } from 'kysely'
import type { Application } from '#identity/applications/application.ts'
import type { Db } from '#schema/tables.ts'
import { LEASE_SECONDS } from './logout-retries.ts'
import { isKeptSql } from './remembered.store.ts'

/** `sessionId`: null where all sessions of the person are meant. `since`: the instant from which it holds. */
export type LogoutDelivery = {
  id: string
  sessionId: string | null
  applicationId: string
  personId: string
  since: Date
  tries: number
  clientId: string
  address: string | null
  /** What the application's ID tokens are signed with. */
  algorithm: Application['idTokenAlgorithm']
}

/** For each application that such a session reached and that wants to hear. Sessions in their order (rule 10). */
async function enqueue(db: Db, ofSession: RawBuilder<unknown>, ofGrant: RawBuilder<unknown>, now: Date): Promise<void> {
  await sql`
    with held as (
      select s.id, s.person_id from session s where s.ended_at is null and ${ofSession} order by s.id for no key update
    )
    insert into logout_delivery (session_id, application_id, person_id, since, next_try_at)
    select distinct held.id, a.id, held.person_id, ${now}::timestamptz, ${now}::timestamptz
    from held join session_grant g on g.session_id = held.id join application a on a.id = g.application_id
    where a.backchannel_logout_uri is not null and ${ofGrant}
    on conflict (session_id, application_id) do nothing`.execute(db)
}

export const logoutsStore = (db: Db) => ({
  /** The application is taken out, and is told no more. */
  deleteOfApplication: async (applicationId: string): Promise<void> =>
    void (await db.deleteFrom('logout_delivery').where('application_id', '=', applicationId).execute()),
  /** Applications with messages that are due. `except`: those that are being worked on. */
  async dueApplications(now: Date, except: readonly string[]): Promise<string[]> {
    const rows = await db
      .selectFrom('application as a')
      .select('a.id')
      .where((is) =>
        is.exists(
          is
            .selectFrom('logout_delivery as d')
            .select('d.id')
            .whereRef('d.application_id', '=', 'a.id')
            .where('d.next_try_at', '<=', now),
        ),
      )
      .$if(except.length > 0, (query) => query.where('a.id', 'not in', except))
      .execute()
    return rows.map(({ id }) => id)
  },
  /** Claims some that are due, counting the try before it is made; of two processes one gets each. */
  async claim(applicationId: string, now: Date, limit: number): Promise<LogoutDelivery[]> {
    const { rows } = await sql<LogoutDelivery>`
      with due as (
        select id from logout_delivery
        where application_id = ${applicationId} and next_try_at <= ${now}
        order by next_try_at limit ${limit} for update skip locked
      )
      update logout_delivery d set tries = d.tries + 1, next_try_at = ${new Date(now.getTime() + LEASE_SECONDS * 1000)}
      from due, application a
      where d.id = due.id and a.id = d.application_id
      returning d.id, d.session_id as "sessionId", d.application_id as "applicationId", d.person_id as "personId", d.since, d.tries, a.client_id as "clientId", a.backchannel_logout_uri as address,
        a.id_token_algorithm as algorithm`.execute(db)
    return rows
  },
  /** Told, or given up. False where another has claimed it by now, or a newer message has taken its place. */
  async settle({ id, tries }: LogoutDelivery): Promise<boolean> {
    const done = await db
      .deleteFrom('logout_delivery')
      .where('id', '=', id)
      .where('tries', '=', tries)
      .executeTakeFirst()
    return done.numDeletedRows === 1n
  },
  async retryAt({ id, tries }: LogoutDelivery, at: Date): Promise<void> {
    await db
      .updateTable('logout_delivery')
      .set({ next_try_at: at })
      .where('id', '=', id)
      .where('tries', '=', tries)
      .execute()
  },
  /**
   * Every session of a person ends in all of their applications, those that a password of the application opened too.
   * Where that password opens nothing any more (chosen here, locked, enrolled, out of service), a trigger does it.
   */
  enqueueForPerson: async (personId: string, now: Date): Promise<void> =>
    void (await sql`select enqueue_person_logout(${personId}::uuid, ${now}::timestamptz)`.execute(db)),
  /**
   * One application is no longer to let this person in, whose sessions here go on: put out of service there, or access
   * withdrawn. `companies`: only where its tokens name one of these.
   */
  enqueueFor: (
    applicationId: string,
    personId: string,
    now: Date,
    companies: readonly string[] | null = null,
  ): Promise<void> =>
    enqueue(
      db,
      sql`s.person_id = ${personId}`,
      sql`g.application_id = ${applicationId} and (${companies === null} or g.company_id = any (${companies ?? []}::uuid[]))`,
      now,
    ),
  /** A session that goes on with less than it had: its applications ask again. */
  enqueueForSession: (sessionId: string, now: Date): Promise<void> =>
    enqueue(db, sql`s.id = ${sessionId}`, sql`true`, now),
  /**
   * The person's sessions beside one that goes on with more than they have. Where that one is over, nothing. All of
   * them are held first, in their order, since the one that goes on is changed next (rule 10).
   */
  enqueueForOthers: ({ id, personId }: { id: string; personId: string }, now: Date): Promise<void> =>
    enqueue(
      db,
      sql`s.person_id = ${personId}`,
      sql`held.id <> ${id} and exists (select 1 from held where held.id = ${id})`,
      now,
    ),
  /**
   * Sessions that began in a remembered browser which counts no more: forgotten by its person, or not allowed by the
   * company. They go on, and what their applications hold of them does not.
   */
  enqueueRemembered: (whose: { personId: string } | { companyId: string }, now: Date): Promise<void> =>
    enqueue(
      db,
      'personId' in whose
        ? sql`s.remembered and s.person_id = ${whose.personId}
            and not ${isKeptSql({ personId: sql.ref('s.person_id'), factorAt: sql.ref('s.factor_at') }, now)}`
        : sql`s.remembered and s.person_id in (select person_id from membership
            where company_id = ${whose.companyId} and (ended_at is null or ended_at > ${now}))`,
      sql`true`,
      now,
    ),
})
export type LogoutsStore = ReturnType<typeof logoutsStore>
