// What an application is told of one of its people, in one statement: who it is, what is set up, and the facts of the
// obligation.
import { sql } from '@sluis/server-kit/sql'
import { worksAtSql } from '#identity/companies/companies.store.ts'
import { factsSql, readFacts, type RolloutFacts, type StoredFacts } from '#identity/rollouts/rollouts.store.ts'
import type { Db } from '#schema/tables.ts'

export type PersonStatus = {
  personId: string
  /** The company that was asked about, where the person works there. */
  companyId: string | null
  /** There is a second factor, of whatever use. */
  isEnrolled: boolean
  /** The password is not the one of before the change to Sluis. */
  hasChosenPassword: boolean
  /** Of that company alone where there is one. */
  rollouts: RolloutFacts
}

/** As the directory calls them. `company`: null for none in particular. */
type Asked = { applicationId: string; person: string; company: string | null }

export const personStatusStore = (db: Db) => ({
  /** Undefined where the directory has no such person. */
  async find({ applicationId, person, company }: Asked, now: Date): Promise<PersonStatus | undefined> {
    // Names that the statements within do not use.
    const application = sql.ref<string>('listed.application_id')
    const who = sql.ref<string>('listed.person_id')
    const where = sql.ref<string>('place.id')
    const { rows } = await sql<Omit<PersonStatus, 'rollouts'> & { rollouts: StoredFacts }>`
      select listed.person_id as "personId", place.id as "companyId",
        exists (select from second_factor f where f.person_id = listed.person_id) as "isEnrolled",
        exists (select from person_password p where p.person_id = listed.person_id
          and p.imported_at is distinct from p.changed_at) as "hasChosenPassword",
        ${factsSql(who, application, where, now)} as rollouts
      from directory_person listed
        left join company place on place.application_id = listed.application_id and place.external_id = ${company}::text
          and ${worksAtSql(application, who, where, now)}
      where listed.application_id = ${applicationId}::uuid and listed.external_id = ${person}::text
        and listed.removed_at is null`.execute(db)
    const row = rows[0]
    return row && { ...row, rollouts: readFacts(row.rollouts) }
  },

  /** Whether the application may let them in. Undefined as above. */
  async findAccess(
    { applicationId, person }: Omit<Asked, 'company'>,
    now: Date,
  ): Promise<{ personId: string; isLocked: boolean; isInService: boolean } | undefined> {
    const { rows } = await sql<{ personId: string; isLocked: boolean; isInService: boolean }>`
      select p.id as "personId", p.locked_at is not null as "isLocked",
        (listed.active_until <= ${now.toISOString()}::timestamptz) is not true as "isInService"
      from directory_person listed join person p on p.id = listed.person_id
      where listed.application_id = ${applicationId}::uuid and listed.external_id = ${person}::text
        and listed.removed_at is null`.execute(db)
    return rows[0]
  },
})
export type PersonStatusStore = ReturnType<typeof personStatusStore>
