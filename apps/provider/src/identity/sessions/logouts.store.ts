// Applications that are still to be told of a session's end. A trigger inserts a row when a session ends; of several
// processes one at a time works on it.
import { sql } from 'kysely'
import type { Db } from '#schema/tables.ts'
import { LEASE_SECONDS } from './logout-retries.ts'

export type LogoutDelivery = {
  sessionId: string
  applicationId: string
  personId: string
  since: Date
  tries: number
  clientId: string
  address: string | null
}

export const logoutsStore = (db: Db) => ({
  /**
   * Claims some that are due, counting the try before it is made; of two processes one gets each. `except`:
   * applications that are out of reach just now.
   */
  async claim(now: Date, limit: number, except: readonly string[]): Promise<LogoutDelivery[]> {
    const { rows } = await sql<LogoutDelivery>`
      with due as (
        select session_id, application_id from logout_delivery
        where next_try_at <= ${now} and application_id <> all (${[...except]}::uuid[])
        order by next_try_at limit ${limit} for update skip locked
      )
      update logout_delivery d set tries = d.tries + 1, next_try_at = ${new Date(now.getTime() + LEASE_SECONDS * 1000)}
      from due, application a
      where d.session_id = due.session_id and d.application_id = due.application_id and a.id = d.application_id
      returning d.session_id as "sessionId", d.application_id as "applicationId", d.person_id as "personId", d.since, d.tries, a.client_id as "clientId", a.backchannel_logout_uri as address`.execute(
      db,
    )
    return rows
  },
  /** Told, or given up. False where another has claimed it by now. */
  async settle({ sessionId, applicationId, tries }: LogoutDelivery): Promise<boolean> {
    const done = await db
      .deleteFrom('logout_delivery')
      .where('session_id', '=', sessionId)
      .where('application_id', '=', applicationId)
      .where('tries', '=', tries)
      .executeTakeFirst()
    return done.numDeletedRows === 1n
  },
  async retryAt({ sessionId, applicationId, tries }: LogoutDelivery, at: Date): Promise<void> {
    await db
      .updateTable('logout_delivery')
      .set({ next_try_at: at })
      .where('session_id', '=', sessionId)
      .where('application_id', '=', applicationId)
      .where('tries', '=', tries)
      .execute()
  },
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
