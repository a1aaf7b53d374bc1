// Records of companies, of directories' people and of memberships. The only file that reads or writes those tables.
import { randomId } from '@sluis/server-kit/random'
import { sql } from '@sluis/server-kit/sql'
import type { RawBuilder } from 'kysely'
import type { Db, Role } from '#schema/tables.ts'
import type { Employer } from './employer.ts'

/**
 * `remembersBrowsers`: a browser may be remembered for 30 days. `smsFirst`: SMS may be the first second factor, for
 * people without a smartphone.
 */
export type CompanyPolicy = { remembersBrowsers: boolean; smsFirst: boolean }
export type EmployeeLogin = { employeeLogin: string; company: string }
/** `company`: as the directory calls it. */
export type Membership = EmployeeLogin & { role: Role; timezone: string }

/** A value, or a column of the statement around. */
type Id = string | RawBuilder<string>

/** Not for a person whom this directory has put out of service; somebody it never told of is not its to close. */
export const isInServiceSql = (applicationId: Id, personId: Id, now: Date): RawBuilder<boolean> =>
  sql`not exists (select 1 from directory_person where application_id = ${applicationId} and person_id = ${personId}
    and active_until <= ${now})`
/** Whether the directory has a record of this person, and has not deleted it. */
export const isListedSql = (applicationId: Id, personId: Id): RawBuilder<boolean> =>
  sql`exists (select 1 from directory_person where application_id = ${applicationId} and person_id = ${personId}
    and removed_at is null)`
/** Whether the person works at that company of the directory. */
export const worksAtSql = (applicationId: Id, personId: Id, companyId: Id, now: Date): RawBuilder<boolean> =>
  sql`exists (select 1 from membership where application_id = ${applicationId} and person_id = ${personId}
    and company_id = ${companyId} and (ended_at is null or ended_at > ${now}))`
/** Whether all companies of the person allow it; of none, no. Looks no further than one that forbids. */
const allAllowSql = (flag: 'remembers_browsers' | 'sms_first', personId: Id, now: Date): RawBuilder<boolean> => {
  const works = sql`m.person_id = ${personId} and (m.ended_at is null or m.ended_at > ${now})`
  return sql`(exists (select from membership m where ${works}) and not exists (
    select from membership m join company c on c.id = m.company_id where ${works} and not c.${sql.id(flag)}))`
}
export const remembersBrowsersSql = (personId: Id, now: Date): RawBuilder<boolean> =>
  allAllowSql('remembers_browsers', personId, now)
/** What all companies of the person allow. */
export const policySql = (personId: Id, now: Date): RawBuilder<CompanyPolicy> =>
  sql`json_build_object('remembersBrowsers', ${remembersBrowsersSql(personId, now)},
    'smsFirst', ${allAllowSql('sms_first', personId, now)})`

export const companiesStore = (db: Db) => ({
  /** How many people a directory names who are in service. */
  async countActive(applicationId: string, now: Date): Promise<number> {
    const { count } = await db
      .selectFrom('directory_person')
      .select(sql<number>`count(*)::int`.as('count'))
      .where('application_id', '=', applicationId)
      .where('removed_at', 'is', null)
      .where((is) => is.or([is('active_until', 'is', null), is('active_until', '>', now)]))
      .executeTakeFirstOrThrow()
    return count
  },
  /** The directory's ids of those whom it names, the first ones. */
  async listActive(applicationId: string, limit: number, now: Date): Promise<string[]> {
    const rows = await db
      .selectFrom('directory_person')
      .select('external_id')
      .where('application_id', '=', applicationId)
      .where('removed_at', 'is', null)
      .where((is) => is.or([is('active_until', 'is', null), is('active_until', '>', now)]))
      .limit(limit)
      .execute()
    return rows.map((row) => row.external_id)
  },
  /** The application is taken out, and its directory with it; nobody is active there any more. */
  async deleteOfApplication(applicationId: string): Promise<void> {
    await db.deleteFrom('membership').where('application_id', '=', applicationId).execute()
    await db.deleteFrom('company').where('application_id', '=', applicationId).execute()
    await db.deleteFrom('directory_person').where('application_id', '=', applicationId).execute()
  },
  async upsert(
    applicationId: string,
    company: { externalId: string; name: string; timezone: string },
  ): Promise<string> {
    const row = await db
      .insertInto('company')
      .values({
        id: randomId(),
        application_id: applicationId,
        external_id: company.externalId,
        name: company.name,
        timezone: company.timezone,
        remembers_browsers: false,
        sms_first: false,
      })
      .onConflict((conflict) =>
        conflict
          .columns(['application_id', 'external_id'])
          .doUpdateSet({ name: company.name, timezone: company.timezone }),
      )
      .returning('id')
      .executeTakeFirstOrThrow()
    return row.id
  },
  timezoneOf: async (companyId: string): Promise<string> =>
    (await db.selectFrom('company').select('timezone').where('id', '=', companyId).executeTakeFirstOrThrow()).timezone,
  /** Whether this directory has sent any company. */
  hasAny: async (applicationId: string): Promise<boolean> =>
    (await db.selectFrom('company').select('id').where('application_id', '=', applicationId).limit(1).execute())
      .length > 0,
  /** Our ids of a directory's companies, by what it calls them. */
  async idsOf(applicationId: string, externalIds: readonly string[]): Promise<Map<string, string>> {
    if (externalIds.length === 0) return new Map()
    const rows = await db
      .selectFrom('company')
      .select(['id', 'external_id'])
      .where('application_id', '=', applicationId)
      .where('external_id', 'in', externalIds)
      .execute()
    return new Map(rows.map((row) => [row.external_id, row.id]))
  },

  /** The person behind a directory's record; not behind one that it has deleted. */
  async personOf(applicationId: string, externalId: string): Promise<string | undefined> {
    const record = await companiesStore(db).recordOf(applicationId, externalId)
    return record?.removedAt === null ? record.personId : undefined
  },
  /** A directory's record of a person, also one that it has deleted: an id stands for one human for ever. */
  recordOf: (
    applicationId: string,
    externalId: string,
  ): Promise<{ personId: string; removedAt: Date | null } | undefined> =>
    db
      .selectFrom('directory_person')
      .select(['person_id as personId', 'removed_at as removedAt'])
      .where('application_id', '=', applicationId)
      .where('external_id', '=', externalId)
      .executeTakeFirst(),
  async externalIdOf(applicationId: string, personId: string): Promise<string | undefined> {
    const row = await db
      .selectFrom('directory_person')
      .select('external_id')
      .where('application_id', '=', applicationId)
      .where('person_id', '=', personId)
      .where('removed_at', 'is', null)
      .executeTakeFirst()
    return row?.external_id
  },
  /**
   * Until the transaction ends, one record of a person at a time: of two that arrive together the second finds what the
   * first has put.
   */
  lockPerson: async (applicationId: string, externalId: string): Promise<void> =>
    void (await sql`select pg_advisory_xact_lock(hashtextextended(${`person ${applicationId} ${externalId}`}, 0))`.execute(
      db,
    )),
  isInService: async (applicationId: string, personId: string, now: Date): Promise<boolean> =>
    (await db.selectNoFrom(isInServiceSql(applicationId, personId, now).as('is')).executeTakeFirstOrThrow()).is,
  async upsertPerson(
    applicationId: string,
    externalId: string,
    personId: string,
    activeUntil: Date | null,
  ): Promise<void> {
    await db
      .insertInto('directory_person')
      .values({
        application_id: applicationId,
        external_id: externalId,
        person_id: personId,
        active_until: activeUntil,
        removed_at: null,
      })
      .onConflict((conflict) =>
        conflict
          .columns(['application_id', 'external_id'])
          .doUpdateSet({ active_until: activeUntil, removed_at: null }),
      )
      .execute()
  },
  /** The directory has deleted this person: out of service, and its employee logins have ended. */
  async removePerson(applicationId: string, personId: string, now: Date): Promise<void> {
    await db
      .updateTable('directory_person')
      .set({ removed_at: now, active_until: sql`least(active_until, ${now.toISOString()}::timestamptz)` })
      .where('application_id', '=', applicationId)
      .where('person_id', '=', personId)
      .execute()
    await companiesStore(db).replaceMemberships(applicationId, personId, [], now)
  },

  /**
   * The whole list of a person's employee logins in one directory: what is not in it has ended. False where one is
   * somebody else's, of whom it has not ended: it never moves in silence.
   */
  async replaceMemberships(
    applicationId: string,
    personId: string,
    memberships: readonly { employeeLogin: string; companyId: string; role: Role; endedAt: Date | null }[],
    now: Date,
  ): Promise<boolean> {
    const listed = memberships.map((each) => each.employeeLogin)
    await db
      .updateTable('membership')
      .set({ ended_at: now })
      .where('application_id', '=', applicationId)
      .where('person_id', '=', personId)
      .where('ended_at', 'is', null)
      .$if(listed.length > 0, (query) => query.where('employee_login', 'not in', listed))
      .execute()
    // In one order, so that two records with the same employee logins wait for each other in line and not in a circle.
    for (const each of memberships.toSorted((one, other) => (one.employeeLogin < other.employeeLogin ? -1 : 1))) {
      const row = { person_id: personId, company_id: each.companyId, role: each.role, ended_at: each.endedAt }
      const done = await db
        .insertInto('membership')
        .values({ application_id: applicationId, employee_login: each.employeeLogin, ...row })
        .onConflict((conflict) =>
          conflict
            .columns(['application_id', 'employee_login'])
            .doUpdateSet(row)
            .where((is) => is.or([is('membership.person_id', '=', personId), is('membership.ended_at', '<=', now)])),
        )
        .executeTakeFirst()
      if (done.numInsertedOrUpdatedRows !== 1n) return false
    }
    return true
  },
  /** Those of these employee logins that are somebody else's and have not ended, and those that have. */
  loginsOfOthers: (
    applicationId: string,
    personId: string,
    employeeLogins: readonly string[],
    now: Date,
  ): Promise<{ employeeLogin: string; personId: string; hasEnded: boolean }[]> =>
    employeeLogins.length === 0
      ? Promise.resolve([])
      : db
          .selectFrom('membership')
          .select((from) => [
            'employee_login as employeeLogin',
            'person_id as personId',
            from
              .and([from('ended_at', 'is not', null), from('ended_at', '<=', now)])
              .$castTo<boolean>()
              .as('hasEnded'),
          ])
          .where('application_id', '=', applicationId)
          .where('employee_login', 'in', employeeLogins)
          .where('person_id', '!=', personId)
          .orderBy('employee_login')
          .execute(),
  /** What a directory vouches for: the employee logins of a person that have not ended. */
  employeeLogins: (applicationId: string, personId: string): Promise<EmployeeLogin[]> =>
    db
      .selectFrom('membership as m')
      .innerJoin('company as c', 'c.id', 'm.company_id')
      .select(['m.employee_login as employeeLogin', 'c.external_id as company'])
      .where('m.application_id', '=', applicationId)
      .where('m.person_id', '=', personId)
      .where('m.ended_at', 'is', null)
      .orderBy('m.employee_login')
      .execute(),
  /** Where a person works by a directory; at one company alone, where it is named. */
  membershipsOf: (
    applicationId: string,
    personId: string,
    company: string | null,
    limit: number,
    now: Date,
  ): Promise<Membership[]> =>
    db
      .selectFrom('membership as m')
      .innerJoin('company as c', 'c.id', 'm.company_id')
      .select(['m.employee_login as employeeLogin', 'c.external_id as company', 'm.role', 'c.timezone'])
      .where('m.application_id', '=', applicationId)
      .where('m.person_id', '=', personId)
      .where((is) => is.or([is('m.ended_at', 'is', null), is('m.ended_at', '>', now)]))
      .$if(company !== null, (query) => query.where('c.external_id', '=', company!))
      .orderBy('m.employee_login')
      .limit(limit)
      .execute(),
  /** Our ids of the companies of one directory where this person works. */
  async companiesOfPerson(applicationId: string, personId: string, now: Date): Promise<string[]> {
    const rows = await db
      .selectFrom('membership')
      .select('company_id as id')
      .distinct()
      .where('application_id', '=', applicationId)
      .where('person_id', '=', personId)
      .where((is) => is.or([is('ended_at', 'is', null), is('ended_at', '>', now)]))
      .execute()
    return rows.map(({ id }) => id)
  },
  /** Where a person works now, in one application's directory or (null) in any: what `employerOf` chooses from. */
  employersOf: (personId: string, applicationId: string | null, now: Date): Promise<Employer[]> =>
    db
      .selectFrom('membership as m')
      .innerJoin('company as c', 'c.id', 'm.company_id')
      .select(['c.id', 'c.name'])
      .distinct()
      .where('m.person_id', '=', personId)
      .$if(applicationId !== null, (query) => query.where('m.application_id', '=', applicationId))
      .where((is) => is.or([is('m.ended_at', 'is', null), is('m.ended_at', '>', now)]))
      .orderBy('c.name')
      .orderBy('c.id')
      .execute(),
  /** What all companies of a person allow: the strictest decides, and where there is none nothing is allowed. */
  async policyOf(personId: string, now: Date): Promise<CompanyPolicy> {
    const row = await db
      .selectFrom('membership as m')
      .innerJoin('company as c', 'c.id', 'm.company_id')
      .select([
        sql<boolean | null>`bool_and(c.remembers_browsers)`.as('remembersBrowsers'),
        sql<boolean | null>`bool_and(c.sms_first)`.as('smsFirst'),
      ])
      .where('m.person_id', '=', personId)
      .where((is) => is.or([is('m.ended_at', 'is', null), is('m.ended_at', '>', now)]))
      .executeTakeFirst()
    return { remembersBrowsers: row?.remembersBrowsers ?? false, smsFirst: row?.smsFirst ?? false }
  },
  setPolicy: async (companyId: string, { remembersBrowsers, smsFirst }: CompanyPolicy): Promise<boolean> =>
    (
      await db
        .updateTable('company')
        .set({ remembers_browsers: remembersBrowsers, sms_first: smsFirst })
        .where('id', '=', companyId)
        .executeTakeFirst()
    ).numUpdatedRows === 1n,
  /**
   * Companies by name, with what they allow, for an administrator: as many as fit on a page, and how many there are.
   */
  async search(name: string, limit: number) {
    const fitting = db
      .selectFrom('company as c')
      .$if(name !== '', (query) => query.where(sql<boolean>`position(lower(${name}) in lower(c.name)) > 0`))
    const { count } = await fitting.select(sql<number>`count(*)::int`.as('count')).executeTakeFirstOrThrow()
    const companies = await fitting
      .select(['c.id', 'c.name', 'c.remembers_browsers as remembersBrowsers', 'c.sms_first as smsFirst'])
      .orderBy(sql`lower(c.name)`)
      .orderBy('c.id')
      .limit(limit)
      .execute()
    return { companies, count }
  },
  find: (companyId: string) =>
    db
      .selectFrom('company')
      .select(['id', 'name', 'remembers_browsers as remembersBrowsers', 'sms_first as smsFirst'])
      .where('id', '=', companyId)
      .executeTakeFirst(),

  /** People by a part of the name, by their address, or by an id of ours or a directory's; with where they work. */
  async searchPeople(text: string, emailKey: string | null, limit: number) {
    const { rows } = await sql<{
      id: string
      name: string
      email: string
      lockedAt: Date | null
      companies: string[]
    }>`
      select p.id, p.name, p.email, p.locked_at as "lockedAt",
        array(select distinct c.name from membership m join company c on c.id = m.company_id
          where m.person_id = p.id and m.ended_at is null order by c.name) as companies
      from person p
      where position(lower(${text}) in lower(p.name)) > 0 or coalesce(p.email_key, p.email_waiting_key) = ${emailKey}::text
        or p.id::text = ${text}
        or exists (select from directory_person d where d.person_id = p.id and d.external_id = ${text})
      order by lower(p.name), p.id limit ${limit}`.execute(db)
    return rows
  },
  /** The names of the companies where a person works. */
  async namesOf(personId: string): Promise<string[]> {
    const rows = await db
      .selectFrom('membership as m')
      .innerJoin('company as c', 'c.id', 'm.company_id')
      .select('c.name')
      .distinct()
      .where('m.person_id', '=', personId)
      .where('m.ended_at', 'is', null)
      .orderBy('c.name')
      .execute()
    return rows.map((row) => row.name)
  },
})
export type CompaniesStore = ReturnType<typeof companiesStore>
