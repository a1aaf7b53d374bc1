// Where a person is signed in, as they may see and end it: sessions, the applications that each reached, and those that
// are over by time alone while an application still holds tokens of theirs.
import { sql } from '@sluis/server-kit/sql'
import { obligationOf } from '#identity/rollouts/obligation.ts'
import { factsSql, readFacts } from '#identity/rollouts/rollouts.store.ts'
import { remembersBrowsersSql } from '#identity/companies/companies.store.ts'
import type { Db } from '#schema/tables.ts'
import { grantsStore } from './grants.store.ts'
import { isAlive } from './lifetimes.ts'
import { isKeptSql } from './remembered.store.ts'
import { endOfRight, factorState } from './right-to-go-on.ts'

export type ActiveSession = {
  id: string
  browser: string
  origin: string | null
  /** Of a device that was let in, not of a browser (RFC 8628). */
  isDevice: boolean
  signedInAt: Date
  lastSeenAt: Date
  /** False where it opens no page of ours any more, and applications alone go on with what it gave them. */
  isSignedIn: boolean
  /** Those it has reached; where it is not signed in, those that go on. */
  applications: string[]
}

/** More than anybody reads. */
const MAX_LISTED = 100

/** Of a page of ours: no application has a say in it. */
const OF_OUR_PAGES = {
  hasEnded: false,
  isRegistered: true,
  isInService: true,
  isKnown: true,
  worksThere: true,
  hasAccess: true,
  claimed: null,
} as const

export const activeSessionsStore = (db: Db) => ({
  /**
   * Those that still open something, by the rule that lets requests in: here, or at an application that outlasts the
   * session's idleness. The one last used first.
   */
  async listByPerson(personId: string, now: Date): Promise<ActiveSession[]> {
    const person = sql.ref<string>('s.person_id')
    const rows = await db
      .selectFrom('session as s')
      .innerJoin('person as p', 'p.id', 's.person_id')
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
        's.factor_at as factorAt',
        's.remembered as isRemembered',
      ])
      .select((from) => [
        from('administrator.person_id', 'is not', null).$castTo<boolean>().as('isAdministrator'),
        from('p.locked_at', 'is not', null).$castTo<boolean>().as('isLocked'),
        from
          .exists(from.selectFrom('second_factor as f').select('f.id').whereRef('f.person_id', '=', 's.person_id'))
          .$castTo<boolean>()
          .as('hasSecondFactor'),
        sql<boolean>`(s.remembered and ${remembersBrowsersSql(person, now)})`.as('isAllowed'),
        sql<boolean>`(s.remembered and ${isKeptSql({ personId: person, factorAt: sql.ref('s.factor_at') }, now)})`.as(
          'isKept',
        ),
        factsSql(person, sql`null`, sql`null`, now, { isLocked: sql`p.locked_at is not null` }).as('obligation'),
      ])
      .where('s.person_id', '=', personId)
      .where('s.ended_at', 'is', null)
      .where('s.signed_in_at', 'is not', null)
      .orderBy('s.last_seen_at', 'desc')
      .limit(MAX_LISTED)
      .execute()
    const opensPages = (row: (typeof rows)[number]): boolean =>
      isAlive(row, now) &&
      endOfRight({
        ...OF_OUR_PAGES,
        isLocked: row.isLocked,
        factor: factorState(row, row),
        hasSecondFactor: row.hasSecondFactor,
        obligation: obligationOf(readFacts(row.obligation), now).obligation,
      }) === null
    const open = new Set(rows.filter(opensPages).map(({ id }) => id))
    const rest = rows.filter(({ id }) => !open.has(id)).map(({ id }) => id)
    const held = (await grantsStore(db).listHeld(rest, now)).filter(
      ({ facts, acr }) => endOfRight({ ...facts, claimed: acr }) === null,
    )
    const active = rows.filter(({ id }) => open.has(id) || held.some(({ sessionId }) => sessionId === id))
    const names = await namesReached(
      db,
      active.map(({ id }) => id),
    )
    return active.map(({ id, browser, origin, isDevice, signedInAt, lastSeenAt }) => {
      const isOpen = open.has(id)
      const goesOn = new Set(held.filter(({ sessionId }) => sessionId === id).map((each) => each.applicationId))
      return {
        id,
        browser,
        origin,
        isDevice,
        signedInAt: signedInAt!,
        lastSeenAt,
        // No page is open to a device in any case: it is in as long as its application is.
        isSignedIn: isOpen || isDevice,
        applications: names
          .filter((each) => each.sessionId === id && (isOpen || goesOn.has(each.applicationId)))
          .map(({ name }) => name),
      }
    })
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

/** Every application that these sessions have reached. */
const namesReached = (db: Db, sessionIds: readonly string[]) =>
  sessionIds.length === 0
    ? []
    : db
        .selectFrom('session_grant as g')
        .innerJoin('application as a', 'a.id', 'g.application_id')
        .select(['g.session_id as sessionId', 'g.application_id as applicationId', 'a.name'])
        .distinct()
        .where('g.session_id', 'in', sessionIds)
        .orderBy('a.name')
        .execute()

export type ActiveSessionsStore = ReturnType<typeof activeSessionsStore>
