// Records of roll-outs and snoozes, and the stored facts that the obligation is worked out from.
import { type Decision, accept, refuse } from '@sluis/server-kit/decision'
import { randomId } from '@sluis/server-kit/random'
import { sql } from '@sluis/server-kit/sql'
import type { RawBuilder } from 'kysely'
import type { Employer } from '#identity/companies/employer.ts'
import type { Db } from '#schema/tables.ts'
import { type Obligation, type ObligationFacts, type Rollout, obligationOf, snoozeUntil } from './obligation.ts'

/**
 * `company`: the one company that is asked about, by our id; null for all where the person works. `applicationId` null:
 * every application (Home).
 */
export type About = { personId: string; applicationId: string | null; companyId: string | null }

/** As the database hands them out: instants as text. */
export type StoredFacts = {
  locked: boolean
  hasMembership: boolean
  snoozes: { taken: number; until: string | null }
  /** Of each phase that has begun the one whose date comes first; of the company that is asked for, besides. */
  rollouts: { [Key in keyof Rollout]: Rollout[Key] extends Date ? string : Rollout[Key] }[] | null
  /** One, and another of another name. */
  employers: (Employer | null)[] | null
}

/** Where this person works now: the condition of a membership `m`. `company`: there alone, where it is not null. */
const worksSql = (person: RawBuilder<unknown>, company: RawBuilder<unknown>, at: RawBuilder<unknown>) =>
  sql`m.person_id = ${person}::uuid and (m.ended_at is null or m.ended_at > ${at})
    and (${company}::uuid is null or m.company_id = ${company}::uuid)`

/**
 * The facts as one column of the statement around. Person, application and company are values or columns of it. Whoever
 * takes another application's access tokens lets its people in by them, so its dates are that application's too
 * (decision 0044).
 *
 * `isLocked`: of the person, where the statement around has read it. `asked`: the company that is asked for.
 * `hasDates`: false where no date decides anything, and no roll-out is read.
 *
 * Somebody may work for hundreds of companies: only what decides something is handed out.
 */
export const factsSql = (
  person: RawBuilder<unknown>,
  application: RawBuilder<unknown>,
  company: RawBuilder<unknown>,
  now: Date,
  {
    isLocked = sql`coalesce((select locked_at is not null from person where id = ${person}::uuid), false)`,
    asked = sql`null`,
    hasDates = sql`true`,
  }: { isLocked?: RawBuilder<boolean>; asked?: RawBuilder<unknown>; hasDates?: RawBuilder<boolean> } = {},
): RawBuilder<StoredFacts> => {
  const at = sql`${now.toISOString()}::timestamptz`
  const works = worksSql(person, company, at)
  const employer = sql`select c.id, c.name from membership m join company c on c.id = m.company_id
    where ${works} and (${application}::uuid is null or c.application_id = ${application}::uuid)`
  return sql`json_build_object('locked', ${isLocked},
    'hasMembership', exists (select from membership m where ${works}),
    'snoozes', (select json_build_object('taken', count(*), 'until', max(until)) from snooze
      where person_id = ${person}::uuid and (${application}::uuid is null or application_id = ${application}::uuid)),
    'rollouts', case when ${hasDates} then (
      select json_agg(json_build_object('companyId', c.id, 'companyName', c.name, 'company', c.external_id,
          'timezone', c.timezone, 'announceAt', first.announce_at, 'promptAt', first.prompt_at,
          'requiredAt', first.required_at, 'snoozes', first.snoozes, 'snoozeHours', first.snooze_hours)
        order by first.required_at, first.company_id, first.application_id)
      from (select distinct on (is_asked, phase) * from (
          select r.*, m.company_id = ${asked}::uuid as is_asked,
            case when r.required_at <= ${at} then 3 when r.prompt_at <= ${at} then 2 else 1 end as phase
          from membership m join rollout r on r.company_id = m.company_id
          where ${works} and r.announce_at <= ${at} and (${application}::uuid is null
            or r.application_id = ${application}::uuid or r.application_id in (select application_id
              from application_introspection where of_application_id = ${application}::uuid))) begun
        order by is_asked, phase, required_at, company_id, application_id) first
        join company c on c.id = first.company_id) end,
    'employers', (select json_build_array(json_build_object('id', one.id, 'name', one.name),
        case when other.id is not null then json_build_object('id', other.id, 'name', other.name) end)
      from (${employer} limit 1) one left join lateral (${employer} and c.name <> one.name limit 1) other on true))`
}

/**
 * `employers`: where the person works, of this application's directory where one is asked about; of several names, two.
 * Of roll-outs, those that decide something (see `factsSql`).
 */
export type RolloutFacts = ObligationFacts & { employers: readonly Employer[] }

export const readFacts = ({ locked, hasMembership, snoozes, rollouts, employers }: StoredFacts): RolloutFacts => ({
  locked,
  hasMembership,
  rollouts: (rollouts ?? []).map((rollout) => ({
    ...rollout,
    announceAt: new Date(rollout.announceAt),
    promptAt: new Date(rollout.promptAt),
    requiredAt: new Date(rollout.requiredAt),
  })),
  employers: (employers ?? []).filter((employer) => employer !== null),
  snoozesTaken: snoozes.taken,
  snoozedUntil: snoozes.until === null ? null : new Date(snoozes.until),
})

export const rolloutsStore = (db: Db) => ({
  /** The facts of one person, in one statement. */
  async facts({ personId, applicationId, companyId }: About, now: Date): Promise<RolloutFacts> {
    const facts = factsSql(sql`${personId}`, sql`${applicationId}`, sql`${companyId}`, now)
    return readFacts((await db.selectNoFrom(facts.as('facts')).executeTakeFirstOrThrow()).facts)
  },

  /** Those of all companies where the person works. */
  async ofPerson(personId: string, now: Date): Promise<Rollout[]> {
    const { rows } = await sql<Rollout>`
      select c.id as "companyId", c.name as "companyName", c.external_id as company, c.timezone,
        r.announce_at as "announceAt", r.prompt_at as "promptAt", r.required_at as "requiredAt", r.snoozes,
        r.snooze_hours as "snoozeHours"
      from rollout r join company c on c.id = r.company_id
      where c.id in (select company_id from membership
        where person_id = ${personId} and (ended_at is null or ended_at > ${now}))`.execute(db)
    return rows
  },

  async obligation(about: About, now: Date): Promise<Obligation> {
    return obligationOf(await this.facts(about, now), now)
  },

  /**
   * Takes one snooze. The number is part of the key, so that of two clicks at once one wins; `left` is what the person
   * was shown.
   */
  async snooze(
    about: About & { applicationId: string },
    left: number,
    now: Date,
  ): Promise<Decision<Obligation, 'required' | 'not-invited' | 'no-snooze-left' | 'snooze-stale'>> {
    const facts = await this.facts(about, now)
    const { obligation, snooze, rollout } = obligationOf(facts, now)
    if (obligation === 'required') return refuse('required')
    if (obligation !== 'invited' || !rollout) return refuse('not-invited')
    if (snooze.left === 0) return refuse('no-snooze-left')
    if (snooze.left !== left) return refuse('snooze-stale')
    const until = snoozeUntil(rollout, now)
    const done = await db
      .insertInto('snooze')
      .values({
        person_id: about.personId,
        application_id: about.applicationId,
        number: facts.snoozesTaken + 1,
        taken_at: now,
        until,
      })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst()
    if (done.numInsertedOrUpdatedRows !== 1n) return refuse('snooze-stale')
    return accept(obligationOf({ ...facts, snoozesTaken: facts.snoozesTaken + 1, snoozedUntil: until }, now))
  },

  /** A snooze of before, which is over. */
  countSnooze: async (snooze: { personId: string; applicationId: string; number: number }, now: Date): Promise<void> =>
    void (await db
      .insertInto('snooze')
      .values({
        person_id: snooze.personId,
        application_id: snooze.applicationId,
        number: snooze.number,
        taken_at: now,
        until: now,
      })
      .execute()),

  async create(plan: {
    companyId: string
    applicationId: string
    announceAt: Date
    promptAt: Date
    requiredAt: Date
    snoozes?: number
    snoozeHours?: number
  }): Promise<void> {
    await db
      .insertInto('rollout')
      .values({
        id: randomId(),
        company_id: plan.companyId,
        application_id: plan.applicationId,
        announce_at: plan.announceAt,
        prompt_at: plan.promptAt,
        required_at: plan.requiredAt,
        snoozes: plan.snoozes ?? 3,
        snooze_hours: plan.snoozeHours ?? 24,
      })
      .execute()
  },

  /** The application is taken out: nothing of it, and of the companies that it sent, obliges anybody any more. */
  async deleteOfApplication(applicationId: string): Promise<void> {
    await db.deleteFrom('snooze').where('application_id', '=', applicationId).execute()
    await db
      .deleteFrom('rollout')
      .where((is) =>
        is.or([
          is('application_id', '=', applicationId),
          is('company_id', 'in', (from) =>
            from.selectFrom('company').select('id').where('application_id', '=', applicationId),
          ),
        ]),
      )
      .execute()
  },
  /** The roll-out of one company; undefined where it has none. */
  ofCompany: (applicationId: string, companyId: string) =>
    db
      .selectFrom('rollout as r')
      .innerJoin('company as c', 'c.id', 'r.company_id')
      .select(['c.timezone', 'r.announce_at as announceAt', 'r.prompt_at as promptAt', 'r.required_at as requiredAt'])
      .where('r.application_id', '=', applicationId)
      .where('r.company_id', '=', companyId)
      .executeTakeFirst(),

  /** Every roll-out with how many people there are ready, for its owner. */
  async overview() {
    return db
      .selectFrom('rollout as r')
      .innerJoin('company as c', 'c.id', 'r.company_id')
      .innerJoin('application as a', 'a.id', 'r.application_id')
      .select([
        'r.id',
        'c.name as companyName',
        'c.timezone',
        'a.name as applicationName',
        'r.company_id as companyId',
        'r.announce_at as announceAt',
        'r.prompt_at as promptAt',
        'r.required_at as requiredAt',
      ])
      .select((from) =>
        from
          .selectFrom('membership as m')
          .select(sql<number>`count(distinct m.person_id)::int`.as('n'))
          .whereRef('m.company_id', '=', 'r.company_id')
          .where('m.ended_at', 'is', null)
          .$asScalar()
          .$notNull()
          .as('people'),
      )
      .select((from) =>
        from
          .selectFrom('membership as m')
          .innerJoin('second_factor as f', 'f.person_id', 'm.person_id')
          .select(sql<number>`count(distinct m.person_id)::int`.as('n'))
          .whereRef('m.company_id', '=', 'r.company_id')
          .where('m.ended_at', 'is', null)
          .where('f.lost_at', 'is', null)
          .where('f.quarantined_at', 'is', null)
          .$asScalar()
          .$notNull()
          .as('ready'),
      )
      .orderBy('r.required_at')
      .orderBy('c.name')
      .execute()
  },
  find: (id: string) =>
    db
      .selectFrom('rollout as r')
      .innerJoin('company as c', 'c.id', 'r.company_id')
      .select([
        'r.id',
        'r.company_id as companyId',
        'c.name as companyName',
        'c.timezone',
        'r.required_at as requiredAt',
        'r.prompt_at as promptAt',
      ])
      .where('r.id', '=', id)
      .executeTakeFirst(),

  /**
   * Moves the date later. False when the roll-out's date is not `from` any more, or `to` is not later: a published date
   * never moves earlier (rule 8).
   */
  async postpone(id: string, from: Date, to: Date): Promise<boolean> {
    const done = await db
      .updateTable('rollout')
      .set({ required_at: to })
      .where('id', '=', id)
      .where('required_at', '=', from)
      .where('required_at', '<', to)
      .executeTakeFirst()
    return done.numUpdatedRows === 1n
  },
})
export type RolloutsStore = ReturnType<typeof rolloutsStore>
