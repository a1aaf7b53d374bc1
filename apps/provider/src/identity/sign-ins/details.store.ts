// What My details shows beside the state of the sign-in, in one statement.
import { sql } from '@sluis/server-kit/sql'
import { type Application, namesOf } from '#identity/applications/application.ts'
import type { RememberedBrowser } from '#identity/sessions/remembered.store.ts'
import type { Db } from '#schema/tables.ts'

/** `scope`: what it was let know; `mayAsk`: what it is registered for. */
export type GrantedApplication = Pick<Application, 'id' | 'name' | 'names'> & {
  scope: string
  grantedAt: Date
  mayAsk: string
}
export type DetailsRecord = {
  /** Where the person works, by name. */
  employers: readonly string[]
  /** The applications that the person let in, by name. */
  granted: readonly GrantedApplication[]
  /** The browser last used first. */
  remembered: readonly Omit<RememberedBrowser, 'factorAt'>[]
}

/** As the database hands it out: instants as text. */
type Row = {
  employers: string[]
  granted: (Omit<GrantedApplication, 'grantedAt' | 'names'> & {
    grantedAt: string
    names: { nl: string | null; en: string | null }
  })[]
  remembered: { id: string; browser: string; lastUsedAt: string; expiresAt: string }[]
}

export const detailsStore = (db: Db) => ({
  async read(personId: string, now: Date): Promise<DetailsRecord> {
    const { rows } = await sql<Row>`
      select
        (select coalesce(json_agg(e.name order by e.name), '[]') from (select distinct c.name
          from membership m join company c on c.id = m.company_id
          where m.person_id = asked.id and m.ended_at is null) e) as employers,
        (select coalesce(json_agg(json_build_object('id', a.id, 'name', a.name,
          'names', json_build_object('nl', a.name_nl, 'en', a.name_en),
          'scope', k.scope, 'grantedAt', k.granted_at, 'mayAsk', a.scope) order by a.name), '[]')
          from consent k join application a on a.id = k.application_id where k.person_id = asked.id) as granted,
        (select coalesce(json_agg(json_build_object('id', b.id, 'browser', b.browser, 'lastUsedAt', b.last_used_at,
          'expiresAt', b.expires_at) order by b.last_used_at desc), '[]')
          from remembered_browser b
          where b.person_id = asked.id and b.ended_at is null
            and b.expires_at > ${now.toISOString()}::timestamptz) as remembered
      from (select ${personId}::uuid as id) as asked`.execute(db)
    const { employers, granted, remembered } = rows[0]!
    return {
      employers,
      granted: granted.map(({ names, grantedAt, ...application }) => ({
        ...application,
        names: namesOf(names),
        grantedAt: new Date(grantedAt),
      })),
      remembered: remembered.map(({ lastUsedAt, expiresAt, ...browser }) => ({
        ...browser,
        lastUsedAt: new Date(lastUsedAt),
        expiresAt: new Date(expiresAt),
      })),
    }
  },
})
export type DetailsStore = ReturnType<typeof detailsStore>
