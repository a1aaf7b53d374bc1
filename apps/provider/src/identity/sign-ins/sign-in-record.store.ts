// All that is stored of a sign-in, in one statement, whatever the page (decision 0053): whose session the browser has,
// what the application asks that it goes on to, and what its owner has, may and must do there.
import { type Sealer, hashToken, sha256 } from '@sluis/server-kit/sealing'
import { sql } from '@sluis/server-kit/sql'
import { MINUTE_MS } from '@sluis/server-kit/time'
import type { RawBuilder } from 'kysely'
import { type CompanyPolicy, policySql, worksAtSql } from '#identity/companies/companies.store.ts'
import type { Employer } from '#identity/companies/employer.ts'
import { hasNamesakeSql } from '#identity/people/addresses.store.ts'
import { type Person, personColumns } from '#identity/people/people.store.ts'
import type { CodeHashing } from '#identity/passwords/recovery-code-hashes.ts'
import type { CodeSet } from '#identity/recovery/recovery.store.ts'
import { factsSql, readFacts, type RolloutFacts, type StoredFacts } from '#identity/rollouts/rollouts.store.ts'
import { FACTOR_KINDS } from '#identity/second-factors/factor-kinds.ts'
import type { Factor } from '#identity/second-factors/factors.ts'
import type { TotpFactor } from '#identity/second-factors/totp.ts'
import { readSecret } from '#identity/second-factors/totp.store.ts'
import type { BrowserHistory } from '#identity/sessions/devices.store.ts'
import type { HeldGrant } from '#identity/sessions/grants.store.ts'
import { isAlive } from '#identity/sessions/lifetimes.ts'
import { isKeptSql } from '#identity/sessions/remembered.store.ts'
import type { Remembering } from '#identity/sessions/right-to-go-on.ts'
import { sessionColumns } from '#identity/sessions/session-columns.ts'
import type { Session } from '#identity/sessions/sessions.store.ts'
import type { SignInRequest } from '#identity/sessions/sign-in-request.ts'
import { builtOnce } from '#schema/built-once.store.ts'
import type { Db } from '#schema/tables.ts'

/**
 * `token`, `device`: of the browser's cookies. `request`: the id of an application's request that waits; its record
 * says whose it is and for which company. Without one, `applicationId` and `company` (as the application calls it) do.
 * `spansApplications`: the dates of all applications count.
 */
export type SignInQuery = {
  token: string | null
  device?: string | null
  request?: string | null
  applicationId?: string | null
  company?: string | null
  spansApplications?: boolean
}

export type SignInAsked = Omit<SignInQuery, 'token'>

/** What is stored of a person on the way to an application, or (where none asks) to a page of ours. */
export type SignInPerson = {
  person: Person
  /** All second factors, newest first. */
  factors: readonly Factor[]
  codes: CodeSet | null
  /** Of all companies where the person works. At an application no dates, where they decide nothing. */
  rollouts: RolloutFacts
  /** What the application was let know before; empty for nothing. */
  consented: string
  consentedAt: Date | null
  remembering: Remembering
  policy: CompanyPolicy
  passwordChangedAt: Date | null
  /** The application's directory knows somebody else by this address. */
  hasNamesake: boolean
  isInService: boolean
  isListed: boolean
  /** The company that was asked for, where the person works there. */
  company: Employer | null
  /** How guesses from this browser are counted (devices.store.ts); `isSeen`: a sign-in was completed in it. */
  history: BrowserHistory & { isSeen: boolean }
  /** A new second factor waits for its first code in this session. */
  isEnrolling: boolean
  /** By which the session has let the application in before, as long as they say their scope. */
  grants: readonly HeldGrant[]
  /** The newest first. */
  removedLabels: readonly string[]
  /** The authenticator apps among the factors. */
  apps(): TotpFactor[]
}

export type SignInRecord = {
  /** What was asked beside the session, so that the same is read of the one that follows. */
  asked: SignInAsked
  /** The application's request as the engine's records have it; null where there is none, or it has expired. */
  request: { idHash: Buffer; sealed: Buffer } | null
  /** Whose directory, consent and dates were read. */
  applicationId: string | null
  /** Alive. */
  session: Session | null
  owner: SignInPerson | null
}

/** Where a sign-in leads, and what is stored of it. */
export type FoundSignIn = { request: SignInRequest; record: SignInRecord }
/** Of a browser: its session's token, its lasting one, and its id, to which applications' requests are bound. */
export type AskingBrowser = { token: string | null; device: string | null; browserId: string }

const WITHOUT_PERMISSION = Object.entries(FACTOR_KINDS).flatMap(([kind, of]) => (of.requiresPermission ? [] : [kind]))

// How long to mention that the entry of a removed app may be deleted.
const REMOVED_LABEL_AGE = '60 days'

export const signInRecordsStore = (db: Db, sealer: Sealer) => ({
  /**
   * The session is seen, and thereby not idle. Of a browser without one the application's request is all that there is
   * to be read, by a small statement.
   */
  async read({ token, ...asked }: SignInQuery, now: Date): Promise<SignInRecord> {
    const values = valuesOf(asked)
    if (token === null)
      return nobodys(asked, values.request && (await requestsOf(db, { request: values.request, now }))[0])
    const [row] = await recordsOf(db, { ...values, token: hashToken(token), now })
    if (!row) throw new Error('what is stored of a sign-in is always one row')
    const record = readRecord(row, asked, sealer, now)
    const { session } = record
    // Written once a minute at the most: idleness is counted in tens of them.
    if (session && now.getTime() - session.lastSeenAt.getTime() > MINUTE_MS)
      await db.updateTable('session').set({ last_seen_at: now }).where('id', '=', session.id).execute()
    return record
  },
})
export type SignInRecordsStore = ReturnType<typeof signInRecordsStore>

type RequestRow = { request_hash: Buffer | null; request_sealed: Buffer | null; application_id: string | null }
/** As the database hands it out; what is in JSON has instants as text, and bytes as base64. */
export type SignInRow = RequestRow & {
  session_id: string | null
  person_id: string | null
  openedAt: Date | null
  isSeen: boolean
  provedAt: Date | null
  factors: StoredFactor[] | null
  codes: StoredCodes | null
  rollouts: StoredFacts | null
  policy: CompanyPolicy | null
  company: Employer | null
  consented: string | null
  consentedAt: Date | null
  isKept: boolean | null
  passwordChangedAt: Date | null
  hasNamesake: boolean
  isInService: boolean
  isListed: boolean
  isEnrolling: boolean
  grants: HeldGrant[] | null
  removedLabels: string[] | null
}
type StoredFactor = {
  id: string
  kind: Factor['kind']
  name: string
  enrolledAt: string
  lastUsedAt: string
  lostAt: string | null
  quarantinedAt: string | null
  app: { secret: string; label: string; lastUsedStep: number; driftSteps: number } | null
}
type StoredCodes = {
  id: string
  salt: string
  hashing: CodeHashing
  madeAt: string
  isSaved: boolean
  left: number
  total: number
  quarantinedAt: string | null
}

const keysOf = (columns: readonly unknown[]): string[] =>
  columns.map((column) =>
    typeof column === 'string'
      ? (column.split(' as ')[1] ?? column)
      : (column as { toOperationNode(): { alias: { name: string } } }).toOperationNode().alias.name,
  )
const SESSION_KEYS = keysOf(sessionColumns)
const PERSON_KEYS = keysOf(personColumns)
// Tables of these statements are called otherwise than their own names, which the statements within use.
const ALIAS = { session: 'visit', person: 'owner' } as const
const fields = (name: 'session' | 'person', keys: readonly string[]): RawBuilder<unknown> =>
  sql.join(keys.map((key) => sql`${sql.ref(`${ALIAS[name]}.${key}`)} as ${sql.id(`${name}_${key}`)}`))
const KEYS = {
  session: [...SESSION_KEYS, 'isAdministrator'],
  person: PERSON_KEYS,
}
type Parts = { session: Session; person: Person }
const fieldsOf = <Name extends keyof Parts>(row: object, name: Name): Parts[Name] =>
  Object.fromEntries(
    KEYS[name].map((key) => [key, (row as Record<string, unknown>)[`${name}_${key}`]]),
  ) as unknown as Parts[Name]

/** A store's columns, in the statement of another. */
const columnsSql = (columns: readonly unknown[]): RawBuilder<unknown> =>
  sql.join(
    columns.map((column) => {
      if (typeof column !== 'string') return column
      const [name = '', alias = name] = column.split(' as ')
      return sql`${sql.id(name)} as ${sql.id(alias)}`
    }),
  )

/** What a part of a statement returns of a session whose record it reads. */
export const SESSION_COLUMNS = columnsSql(sessionColumns)
const PERSON_COLUMNS = columnsSql(personColumns)
const SESSION_FIELDS = fields('session', SESSION_KEYS)
const PERSON_FIELDS = fields('person', PERSON_KEYS)

/** Where nobody is signed in. */
const nobodys = (asked: SignInAsked, row: RequestRow | null | undefined): SignInRecord => ({
  asked,
  request:
    row && row.request_hash !== null && row.request_sealed !== null
      ? { idHash: row.request_hash, sealed: row.request_sealed }
      : null,
  applicationId: asked.applicationId ?? row?.application_id ?? null,
  session: null,
  owner: null,
})

/** Of a row of `recordSql`. */
export function readRecord(row: SignInRow, asked: SignInAsked, sealer: Sealer, now: Date): SignInRecord {
  const session = row.session_id === null ? null : fieldsOf(row, 'session')
  const record = nobodys(asked, row)
  return session && isAlive(session, now) && row.person_id !== null
    ? { ...record, session, owner: ownerOf(row, session, sealer) }
    : record
}

const requestsOf = builtOnce((db, { request, now }: { request: Buffer; now: Date }) =>
  sql<RequestRow>`
    select id_hash as request_hash, payload_sealed as request_sealed, application_id from openid_record
    where model = 'Interaction' and id_hash = ${request}::bytea and expires_at > ${now.toISOString()}::timestamptz`.compile(
    db,
  ),
)

/** What is asked; what is random stands there by its hash. */
type Values = Required<Omit<SignInAsked, 'device' | 'request'>> & { device: Buffer | null; request: Buffer | null }
const valuesOf = (asked: SignInAsked): Values => ({
  device: asked.device ? hashToken(asked.device) : null,
  request: asked.request ? sha256(asked.request) : null,
  applicationId: asked.applicationId ?? null,
  company: asked.company ?? null,
  spansApplications: asked.spansApplications ?? false,
})

const recordsOf = builtOnce((db, values: Values & { token: Buffer; now: Date }) =>
  rowSql(values, sql`select ${SESSION_COLUMNS} from session where token_hash = ${values.token}::bytea`).compile(db),
)

/** The same of a session that an earlier part of this statement returns, as SESSION_COLUMNS. */
export const recordSql = (asked: SignInAsked, visit: RawBuilder<unknown>, now: Date): RawBuilder<SignInRow> =>
  rowSql({ ...valuesOf(asked), now }, visit)

// Each table is read in one place, and what is of one row is joined: what a large statement costs is setting its nodes
// up, more than running them.
function rowSql(
  { device, request, applicationId, company, spansApplications, now }: Values & { now: Date },
  visit: RawBuilder<unknown>,
): RawBuilder<SignInRow> {
  const at = sql`${now.toISOString()}::timestamptz`
  const person = sql.ref<string>('owner.id')
  const application = sql.ref<string>('way.application_id')
  return sql<SignInRow>`
    select asked.id_hash as request_hash, asked.payload_sealed as request_sealed, way.application_id,
      ${SESSION_FIELDS}, exists (select from administrator where person_id = owner.id) as "session_isAdministrator",
      ${PERSON_FIELDS}, owner.opened_at as "openedAt",
      device.token_hash is not null as "isSeen", device.proved_at as "provedAt",
      (select json_agg(json_build_object('id', f.id, 'kind', f.kind, 'name', f.name, 'enrolledAt', f.enrolled_at,
        'lastUsedAt', f.last_used_at, 'lostAt', f.lost_at, 'quarantinedAt', f.quarantined_at,
        'app', case when t.id is not null then json_build_object('secret', encode(t.secret_sealed, 'base64'),
          'label', t.label, 'lastUsedStep', t.last_used_step, 'driftSteps', t.drift_steps) end)
        order by f.enrolled_at desc, f.id)
        from second_factor f left join totp_factor t on t.id = f.id where f.person_id = owner.id) as factors,
      (select json_build_object('id', s.id, 'salt', encode(s.salt, 'base64'), 'hashing', s.hashing,
        'madeAt', s.created_at, 'isSaved', s.kept_at is not null, 'quarantinedAt', s.quarantined_at,
        'left', case when s.quarantined_at is null then c.unused else 0 end, 'total', c.total)
        from recovery_code_set s cross join lateral (select count(*) as total,
          count(*) filter (where consumed_at is null) as unused from recovery_code where set_id = s.id) c
        where s.person_id = owner.id) as codes,
      case when owner.id is not null then ${factsSql(
        person,
        sql`(case when ${spansApplications}::boolean then null else way.application_id end)`,
        sql`null`,
        now,
        {
          isLocked: sql`owner."lockedAt" is not null`,
          asked: sql`place.id`,
          // Where an application asks, who has a factor that any company takes is asked for it, whatever the dates say.
          // Whom its own directory does not name, they tell from a namesake.
          hasDates: sql`(way.application_id is null or ${spansApplications}::boolean or listed.person_id is null
            or not exists (select from second_factor f where f.person_id = owner.id and f.lost_at is null
              and f.quarantined_at is null and f.kind in (${sql.join(WITHOUT_PERMISSION)})))`,
        },
      )} end as rollouts,
      case when owner.id is not null then ${policySql(person, now)} end as policy,
      case when ${worksAtSql(application, person, sql.ref<string>('place.id'), now)}
        then json_build_object('id', place.id, 'name', place.name) end as company,
      consent.scope as consented, consent.granted_at as "consentedAt",
      visit."isRemembered" and ${isKeptSql({ personId: person, factorAt: sql.ref('visit.factorAt') }, now)} as "isKept",
      (select changed_at from person_password w where w.person_id = owner.id) as "passwordChangedAt",
      listed.person_id is null
        and ${hasNamesakeSql({ id: person, address: sql.ref('owner.address') }, application)} as "hasNamesake",
      (listed.active_until <= ${at}) is not true as "isInService",
      listed.person_id is not null and listed.removed_at is null as "isListed",
      exists (select from enrolment e where e.session_id = visit.id and e.confirmed_at is null
        and e.expires_at > ${at}) as "isEnrolling",
      (select json_agg(json_build_object('grantId', g.grant_id, 'acr', g.acr, 'scope', g.scope,
        'companyId', g.company_id, 'isSeparate', g.is_separate)) from session_grant g
        where g.session_id = visit.id and g.application_id = way.application_id and g.scope is not null) as grants,
      (select json_agg(l.label order by l.removed_at desc) from removed_label l
        where l.person_id = owner.id and l.removed_at >= ${at} - ${sql.lit(REMOVED_LABEL_AGE)}::interval) as "removedLabels"
    from (select) as nothing
      left join openid_record asked on asked.model = 'Interaction'
        and asked.id_hash = ${request}::bytea and asked.expires_at > ${at}
      cross join lateral (select coalesce(${applicationId}::uuid, asked.application_id) as application_id,
        coalesce(${company}::text, asked.company) as company) as way
      left join company place on place.application_id = way.application_id and place.external_id = way.company
      left join lateral (${visit}) as visit on true
      left join lateral (select ${PERSON_COLUMNS}, opened_at, coalesce(email_key, email_waiting_key) as address
        from person where id = visit."personId") as owner on true
      left join directory_person listed on listed.person_id = owner.id and listed.application_id = way.application_id
      left join consent on consent.person_id = owner.id and consent.application_id = way.application_id
      left join known_device device on device.person_id = owner.id
        and device.token_hash = ${device}::bytea`
}

function ownerOf(row: SignInRow, { isAdministrator = false }: Session, sealer: Sealer): SignInPerson {
  const factors = (row.factors ?? []).map(readFactor)
  const apps = (row.factors ?? []).flatMap((stored, at) =>
    stored.app ? [{ stored: stored.app, factor: factors[at]! }] : [],
  )
  const rollouts = readFacts(row.rollouts!)
  const { company } = row
  const policy = row.policy!
  return {
    person: fieldsOf(row, 'person'),
    factors,
    codes: row.codes && readCodes(row.codes),
    rollouts: company ? { ...rollouts, employers: [company, ...rollouts.employers] } : rollouts,
    consented: row.consented ?? '',
    consentedAt: row.consentedAt,
    remembering: { isAdministrator, isAllowed: policy.remembersBrowsers, isKept: row.isKept ?? false },
    policy,
    passwordChangedAt: row.passwordChangedAt,
    hasNamesake: row.hasNamesake,
    isInService: row.isInService,
    isListed: row.isListed,
    company,
    history: { isProved: row.provedAt !== null, isSeen: row.isSeen, openedAt: row.openedAt },
    isEnrolling: row.isEnrolling,
    grants: row.grants ?? [],
    removedLabels: row.removedLabels ?? [],
    apps: () =>
      apps.map(({ factor, stored: { secret, ...app } }) => ({
        ...factor,
        ...app,
        kind: 'totp',
        secret: readSecret(sealer, factor.id, Buffer.from(secret, 'base64')),
      })),
  }
}

const instant = (text: string | null): Date | null => (text === null ? null : new Date(text))
const readFactor = ({ id, kind, name, ...factor }: StoredFactor): Factor => ({
  id,
  kind,
  name,
  enrolledAt: new Date(factor.enrolledAt),
  lastUsedAt: new Date(factor.lastUsedAt),
  lostAt: instant(factor.lostAt),
  quarantinedAt: instant(factor.quarantinedAt),
})
const readCodes = (codes: StoredCodes): CodeSet => ({
  ...codes,
  salt: Buffer.from(codes.salt, 'base64'),
  madeAt: new Date(codes.madeAt),
  quarantinedAt: instant(codes.quarantinedAt),
})
