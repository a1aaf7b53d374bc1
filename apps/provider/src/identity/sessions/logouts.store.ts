// Applications that are still to be told that a session has ended, or all that a person has there. Triggers insert the
// rows; of several processes one at a time works on a row.
import { sql } from 'kysely'
import type { Db } from '#schema/tables.ts'
import { LEASE_SECONDS } from './logout-retries.ts'

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
}

export const logoutsStore = (db: Db) => ({
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
      returning d.id, d.session_id as "sessionId", d.application_id as "applicationId", d.person_id as "personId", d.since, d.tries, a.client_id as "clientId", a.backchannel_logout_uri as address`.execute(
      db,
    )
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
   * withdrawn.
   */
  async enqueueFor(applicationId: string, personId: string, now: Date): Promise<void> {
    await db
      .insertInto('logout_delivery')
      .columns(['session_id', 'application_id', 'person_id', 'since', 'next_try_at'])
      .expression((from) =>
        from
          .selectFrom('session as s')
          .innerJoin('session_grant as g', 'g.session_id', 's.id')
          .innerJoin('application as a', 'a.id', 'g.application_id')
          .select([
            's.id',
            'a.id as application',
            's.person_id',
            sql<Date>`${now}::timestamptz`.as('since'),
            sql<Date>`${now}::timestamptz`.as('next'),
          ])
          .distinct()
          .where('s.person_id', '=', personId)
          .where('s.ended_at', 'is', null)
          .where('a.id', '=', applicationId)
          .where('a.backchannel_logout_uri', 'is not', null),
      )
      .onConflict((conflict) => conflict.columns(['session_id', 'application_id']).doNothing())
      .execute()
  },
})
export type LogoutsStore = ReturnType<typeof logoutsStore>
