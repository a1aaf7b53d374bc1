// Where a person is signed in, as they may see and end it: sessions, the applications that each reached, and whether
// one of those still holds tokens.
import { sql } from 'kysely'
import type { Db } from '#schema/tables.ts'
import { isAlive } from './lifetimes.ts'

export type ActiveSession = {
  id: string
  browser: string
  origin: string | null
  /** Of a device that was let in, not of a browser (RFC 8628). */
  isDevice: boolean
  signedInAt: Date
  lastSeenAt: Date
  applications: string[]
}

/** More than anybody reads. */
const MAX_LISTED = 100

export const activeSessionsStore = (db: Db) => ({
  /**
   * Those that still open something: here, or at an application that outlasts the session's idleness. The one last used
   * first.
   */
  async listByPerson(personId: string, now: Date): Promise<ActiveSession[]> {
    const rows = await db
      .selectFrom('session as s')
      .leftJoin('administrator', 'administrator.person_id', 's.person_id')
      .select([
        's.id',
        's.browser',
        's.origin',
        's.is_device as isDevice',
        's.began_at as beganAt',
        's.signed_in_at as signedInAt',
        's.last_seen_at as lastSeenAt',
        's.ended_at as endedAt',
      ])
      .select((from) => [
        from('administrator.person_id', 'is not', null).$castTo<boolean>().as('isAdministrator'),
        from
          .exists(
            from
              .selectFrom('session_grant as g')
              .innerJoin('openid_record as r', (join) =>
                join.on('r.grant_hash', '=', sql<Buffer>`sha256(convert_to(g.grant_id, 'UTF8'))`),
              )
              .select('r.model')
              .whereRef('g.session_id', '=', 's.id')
              .where('r.model', '=', 'RefreshToken')
              .where('r.consumed_at', 'is', null)
              .where('r.expires_at', '>', now),
          )
          .$castTo<boolean>()
          .as('isHeld'),
      ])
      .where('s.person_id', '=', personId)
      .where('s.ended_at', 'is', null)
      .where('s.signed_in_at', 'is not', null)
      .orderBy('s.last_seen_at', 'desc')
      .limit(MAX_LISTED)
      .execute()
    const active = rows.filter((row) => row.isHeld || isAlive(row, now))
    const reached =
      active.length === 0
        ? []
        : await db
            .selectFrom('session_grant as g')
            .innerJoin('application as a', 'a.id', 'g.application_id')
            .select(['g.session_id as sessionId', 'a.name'])
            .distinct()
            .where(
              'g.session_id',
              'in',
              active.map(({ id }) => id),
            )
            .orderBy('a.name')
            .execute()
    return active.map(({ id, browser, origin, isDevice, signedInAt, lastSeenAt }) => ({
      id,
      browser,
      origin,
      isDevice,
      signedInAt: signedInAt!,
      lastSeenAt,
      applications: reached.filter((each) => each.sessionId === id).map(({ name }) => name),
    }))
  },
  /** Ids of the applications that one session has reached. */
  applicationsReached: async (sessionId: string): Promise<string[]> =>
    (
      await db
        .selectFrom('session_grant')
        .select('application_id as id')
        .distinct()
        .where('session_id', '=', sessionId)
        .execute()
    ).map(({ id }) => id),
  /** The browser and the network address of sessions, also of those that are over, by their ids. */
  async namesOf(ids: readonly string[]): Promise<Map<string, { browser: string; origin: string | null }>> {
    if (ids.length === 0) return new Map()
    const rows = await db.selectFrom('session').select(['id', 'browser', 'origin']).where('id', 'in', ids).execute()
    return new Map(rows.map(({ id, ...session }) => [id, session]))
  },
})

export type ActiveSessionsStore = ReturnType<typeof activeSessionsStore>
