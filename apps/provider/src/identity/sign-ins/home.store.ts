// What Home shows beside the state of the sign-in, in one statement.
import { sql } from '@sluis/server-kit/sql'
import { type Application, namesOf } from '#identity/applications/application.ts'
import type { Offer } from '#identity/offers/offers.ts'
import type { CheckUp } from '#identity/recovery/check-up.ts'
import type { Db, Role } from '#schema/tables.ts'

export type OwnApplication = Pick<Application, 'id' | 'name' | 'names' | 'logo' | 'homeUri'>
/** `company`: what its directory calls it. */
export type Employment = { applicationId: string; company: string; name: string; role: Role }

export type HomeRecord = {
  /** In whose directories the person is, by name. */
  applications: readonly OwnApplication[]
  /** Where the person works, and as what, by name. */
  employments: readonly Employment[]
  checkUp: CheckUp | undefined
  backupOffer: Offer | undefined
}

/** As the database hands it out: instants as text. */
type Row = {
  applications: (Omit<OwnApplication, 'names'> & { names: { nl: string | null; en: string | null } })[]
  employments: Employment[]
  checkUp: Record<keyof CheckUp, string | null> | null
  backupOffer: { times: number; askedAt: string } | null
}

export const homeStore = (db: Db) => ({
  async read(personId: string, now: Date): Promise<HomeRecord> {
    const { rows } = await sql<Row>`
      select
        (select coalesce(json_agg(json_build_object('id', a.id, 'name', a.name,
          'names', json_build_object('nl', a.name_nl, 'en', a.name_en), 'homeUri', a.home_uri,
          'logo', case when l.etag is not null then json_build_object('etag', l.etag) end) order by a.name), '[]')
          from directory_person d join application a on a.id = d.application_id
          left join application_logo l on l.application_id = a.id
          where d.person_id = asked.id and d.removed_at is null) as applications,
        (select coalesce(json_agg(json_build_object('applicationId', e.application_id, 'company', e.external_id,
          'name', e.name, 'role', e.role) order by e.name, e.external_id, e.role), '[]')
          from (select distinct m.application_id, c.external_id, c.name, m.role
            from membership m join company c on c.id = m.company_id
            where m.person_id = asked.id and (m.ended_at is null or m.ended_at > ${now.toISOString()}::timestamptz)) e
        ) as employments,
        (select json_build_object('mailedAt', mailed_at, 'laterUntil', later_until, 'answeredAt', answered_at)
          from check_up u where u.person_id = asked.id) as "checkUp",
        (select json_build_object('times', times, 'askedAt', asked_at)
          from offer o where o.person_id = asked.id and o.kind = 'backup') as "backupOffer"
      from (select ${personId}::uuid as id) as asked`.execute(db)
    const { applications, employments, checkUp, backupOffer } = rows[0]!
    return {
      applications: applications.map(({ names, ...application }) => ({ ...application, names: namesOf(names) })),
      employments,
      checkUp: checkUp
        ? {
            mailedAt: instant(checkUp.mailedAt),
            laterUntil: instant(checkUp.laterUntil),
            answeredAt: instant(checkUp.answeredAt),
          }
        : undefined,
      backupOffer: backupOffer ? { times: backupOffer.times, askedAt: new Date(backupOffer.askedAt) } : undefined,
    }
  },
})
export type HomeStore = ReturnType<typeof homeStore>

const instant = (text: string | null): Date | null => (text === null ? null : new Date(text))
