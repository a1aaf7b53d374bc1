// Which grant of the protocol engine belongs to which session, application and company: so that tokens end with the
// session, and know their company.
import { sql } from '@sluis/server-kit/sql'
import type { RawBuilder } from 'kysely'
import {
  isInServiceSql,
  isListedSql,
  type Membership,
  remembersBrowsersSql,
  worksAtSql,
} from '#identity/companies/companies.store.ts'
import { membershipsSql } from '#identity/companies/memberships.store.ts'
import { type PersonProfile, profileSql } from '#identity/people/people.store.ts'
import { obligationOf } from '#identity/rollouts/obligation.ts'
import { factsSql, readFacts, type StoredFacts } from '#identity/rollouts/rollouts.store.ts'
import type { Db } from '#schema/tables.ts'
import type { Acr } from './assurance.ts'
import { isKeptSql } from './remembered.store.ts'
import { factorState, type RightFacts } from './right-to-go-on.ts'

/** Which company's tokens they are; `isSeparate`: its obligation alone counts (decision 0301). */
export type GrantCompany = { companyId: string | null; isSeparate?: boolean }

/** What a token of a grant stands on. `company`: as the application calls it. */
export type GrantState = {
  /** What the application may ask for by now. */
  registeredScope: string
  /** It is registered for refresh tokens (decision 0007). */
  mayRefresh: boolean
  personId: string
  sessionId: string
  applicationId: string
  company: string | null
  /** The application's own directory says this address of the person. */
  vouchesForEmail: boolean
  /** What the session had proved when the application last asked. */
  acr: Acr
  facts: Omit<RightFacts, 'claimed'>
}

/** The same, with whom it is about, and all that its tokens tell. */
export type TokenState = GrantState & {
  grantId: string
  clientId: string
  /** What was granted; null where the engine's own record says it (decision 0050). */
  scope: string | null
  profile: PersonProfile
  /** Where the person works by the application's directory, at the company of the grant where it has one. */
  memberships: Membership[]
  /** There are more of them than stand here. */
  hasMoreMemberships: boolean
}

export type SessionGrant = {
  grantId: string
  sessionId: string
  applicationId: string
  acr: string
  scope?: string | null
} & GrantCompany

/** One that was given before. */
export type HeldGrant = { grantId: string; acr: string; scope: string } & Required<GrantCompany>

/** As many memberships as are read with a token: more than nearly anybody has. */
const MEMBERSHIPS_READ = 8

export const grantsStore = (db: Db) => ({
  /** Not run yet: it goes with what is given out for the grant. */
  upsertQuery: ({
    grantId,
    sessionId,
    applicationId,
    companyId,
    acr,
    isSeparate = false,
    scope = null,
  }: SessionGrant): RawBuilder<unknown> => sql`
    insert into session_grant (grant_id, session_id, application_id, company_id, acr, is_separate, scope)
    values (${grantId}, ${sessionId}, ${applicationId}, ${companyId}, ${acr}, ${isSeparate}, ${scope})
    on conflict (grant_id) do update set acr = excluded.acr, scope = excluded.scope`,
  async upsert(grant: SessionGrant): Promise<void> {
    await this.upsertQuery(grant).execute(db)
  },
  /** Nothing is granted by it any more, whatever comes back; its application is told of the session's end as before. */
  revoke: async (grantId: string): Promise<void> =>
    void (await db.updateTable('session_grant').set({ scope: null }).where('grant_id', '=', grantId).execute()),
  /** One application lets go of a session that goes on: its tokens stand on nothing any more. */
  deleteForSession: async (sessionId: string, applicationId: string): Promise<void> =>
    void (await db
      .deleteFrom('session_grant')
      .where('session_id', '=', sessionId)
      .where('application_id', '=', applicationId)
      .execute()),
  /**
   * One application lets go of every session of a person: its tokens of theirs stand on nothing any more, whatever
   * comes back. `companies`: only where they name one of these.
   */
  deleteForPerson: async (
    personId: string,
    applicationId: string,
    companies: readonly string[] | null = null,
  ): Promise<void> =>
    void (await db
      .deleteFrom('session_grant')
      .where('application_id', '=', applicationId)
      .$if(companies !== null, (query) => query.where('company_id', 'in', companies!))
      .where('session_id', 'in', (from) => from.selectFrom('session').select('id').where('person_id', '=', personId))
      .execute()),
  /** The application is taken out. */
  deleteOfApplication: async (applicationId: string): Promise<void> =>
    void (await db.deleteFrom('session_grant').where('application_id', '=', applicationId).execute()),
  /** What a token of this grant stands on, in one statement; undefined where the application was let go. */
  async stateOf(grantId: string, now: Date): Promise<TokenState | undefined> {
    const row = await tokenRows(db, now).where('g.grant_id', '=', grantId).executeTakeFirst()
    return row && readTokenState(row, now)
  },
  /** What the refresh tokens that these sessions have given stand on: those that are neither used nor expired. */
  async listHeld(sessionIds: readonly string[], now: Date): Promise<GrantState[]> {
    if (sessionIds.length === 0) return []
    const rows = await grantRows(db, now)
      .where('g.session_id', 'in', sessionIds)
      .where(mayRefreshSql)
      .where((from) =>
        from.exists(
          from
            .selectFrom('openid_record as r')
            .select('r.model')
            .where('r.grant_hash', '=', sql<Buffer>`sha256(convert_to(g.grant_id, 'UTF8'))`)
            .where('r.model', '=', 'RefreshToken')
            .where('r.consumed_at', 'is', null)
            .where('r.expires_at', '>', now),
        ),
      )
      .execute()
    return rows.map((row) => readState(row, now))
  },
})

const mayRefreshSql = sql<boolean>`('offline_access' = any (string_to_array(a.scope, ' ')))`

const IS_LOCKED = sql<boolean>`(p.locked_at is not null)`

/** Grants with all that their tokens stand on, by now; the caller says which. */
function grantRows(db: Db, now: Date) {
  const [person, application] = [sql.ref<string>('s.person_id'), sql.ref<string>('g.application_id')]
  const separate = sql`case when g.is_separate and a.separates_companies then g.company_id end`
  // The application of a device has no dates of its own: the strictest of all counts (decision 0036).
  const dated = sql`case when s.is_device then null else g.application_id end`
  const hasFactor = sql<boolean>`(exists (select from second_factor f where f.person_id = s.person_id))`
  return db
    .selectFrom('session_grant as g')
    .innerJoin('session as s', 's.id', 'g.session_id')
    .innerJoin('person as p', 'p.id', 's.person_id')
    .innerJoin('application as a', 'a.id', 'g.application_id')
    .leftJoin('company as c', 'c.id', 'g.company_id')
    .select((from) => [
      's.person_id as personId',
      'g.session_id as sessionId',
      'g.application_id as applicationId',
      'g.acr',
      'a.scope as registeredScope',
      'c.external_id as company',
      mayRefreshSql.as('mayRefresh'),
      // By the grant that it came of: a device's code, or one at an address of the application.
      sql<boolean>`case when s.is_device then a.has_device_grant else a.redirect_uris <> '[]' end`.as('isRegistered'),
      's.factor_at as factorAt',
      's.remembered as isRemembered',
      from('s.ended_at', 'is not', null).$castTo<boolean>().as('hasEnded'),
      IS_LOCKED.as('isLocked'),
      isInServiceSql(application, person, now).as('isInService'),
      sql<boolean>`(not a.known_people_only or ${isListedSql(application, person)})`.as('isKnown'),
      sql<boolean>`(g.company_id is null or ${worksAtSql(application, person, sql.ref('g.company_id'), now)})`.as(
        'worksThere',
      ),
      from
        .exists(
          from
            .selectFrom('consent as k')
            .select('k.scope')
            .whereRef('k.person_id', '=', 's.person_id')
            .whereRef('k.application_id', '=', 'g.application_id'),
        )
        .$castTo<boolean>()
        .as('hasAccess'),
      from
        .exists(from.selectFrom('administrator as m').select('m.person_id').whereRef('m.person_id', '=', 's.person_id'))
        .$castTo<boolean>()
        .as('isAdministrator'),
      sql<boolean>`(s.remembered and ${remembersBrowsersSql(person, now)})`.as('isAllowed'),
      sql<boolean>`(s.remembered and ${isKeptSql({ personId: person, factorAt: sql.ref('s.factor_at') }, now)})`.as(
        'isKept',
      ),
      sql<boolean>`(p.email_chosen_at is null and ${isListedSql(application, person)})`.as('vouchesForEmail'),
      hasFactor.as('hasSecondFactor'),
      // Who has a second factor is asked for it whatever the dates say.
      sql<StoredFacts | null>`case when not ${hasFactor}
        then ${factsSql(person, dated, separate, now, { isLocked: IS_LOCKED })} end`.as('facts'),
    ])
}

/** The same with all that their tokens tell. */
export const tokenRows = (db: Db, now: Date) =>
  grantRows(db, now).select([
    'g.grant_id as grantId',
    'g.scope',
    'a.client_id as clientId',
    profileSql('p').as('profile'),
    membershipsSql(
      {
        applicationId: sql.ref<string>('g.application_id'),
        personId: sql.ref<string>('s.person_id'),
        companyId: sql.ref<string>('g.company_id'),
      },
      MEMBERSHIPS_READ + 1,
      now,
    ).as('memberships'),
  ])
export type TokenRow = Awaited<ReturnType<ReturnType<typeof tokenRows>['executeTakeFirstOrThrow']>>

/** By which a record names its grant: as in the index of it. */
export const grantHashSql = sql<Buffer>`sha256(g.grant_id::bytea)`

export function readTokenState(row: TokenRow, now: Date): TokenState {
  const { grantId, clientId, scope, profile, memberships } = row
  return {
    ...readState(row, now),
    grantId,
    clientId,
    scope,
    profile,
    memberships: memberships.slice(0, MEMBERSHIPS_READ),
    hasMoreMemberships: memberships.length > MEMBERSHIPS_READ,
  }
}

type GrantRow = Awaited<ReturnType<ReturnType<typeof grantRows>['executeTakeFirstOrThrow']>>

function readState(row: GrantRow, now: Date): GrantState {
  const { personId, sessionId, applicationId, registeredScope, mayRefresh, company, acr, vouchesForEmail } = row
  return {
    personId,
    sessionId,
    applicationId,
    registeredScope,
    mayRefresh,
    company,
    vouchesForEmail,
    acr: acr as Acr,
    facts: {
      hasEnded: row.hasEnded,
      isRegistered: row.isRegistered,
      isLocked: row.isLocked,
      isInService: row.isInService,
      isKnown: row.isKnown,
      worksThere: row.worksThere,
      hasAccess: row.hasAccess,
      factor: factorState(row, row),
      hasSecondFactor: row.hasSecondFactor,
      obligation: row.facts === null ? 'none' : obligationOf(readFacts(row.facts), now).obligation,
    },
  }
}

export type GrantsStore = ReturnType<typeof grantsStore>
