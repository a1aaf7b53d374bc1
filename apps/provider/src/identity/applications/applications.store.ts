// Records of applications, of the consents people gave them, and of the vouchers they give. The only file that reads or
// writes those tables.
import { type Decision, accept, refuse } from '@sluis/server-kit/decision'
import { randomId, randomToken } from '@sluis/server-kit/random'
import { type Sealer, hashToken } from '@sluis/server-kit/sealing'
import { sql } from '@sluis/server-kit/sql'
import { MINUTE_MS } from '@sluis/server-kit/time'
import type { Selectable } from 'kysely'
import { isInServiceSql } from '#identity/companies/companies.store.ts'
import type { ApplicationTable } from '#schema/application-tables.ts'
import { builtOnce } from '#schema/built-once.store.ts'
import type { Db } from '#schema/tables.ts'
import { type Application, type ApplicationSettings, hasSecrets, namesOf, STRICT } from './application.ts'
import type { MarkedApplication } from './application-memory.ts'
import { applicationSecretsStore } from './application-secrets.store.ts'
import type { NamedApplication } from './same-name.ts'

/**
 * As a seed registers an application, whole. What it does not choose is strict. `secret`: its only one from now on;
 * null for a public application; absent where those that it has stay.
 */
export type Registration = Pick<Application, 'clientId' | 'name'> &
  Partial<ApplicationSettings> & { secret?: string | null }

/**
 * Looks an application's own access token up (client credentials); null where it is unknown or expired. A person's
 * token is none.
 */
export type FindApiClient = (token: string) => Promise<{ application: Application; scopes: ReadonlySet<string> } | null>

/** How long an application's word that somebody is signed in with it can be used. */
const VOUCHER_MINUTES = 10

export const applicationsStore = (db: Db, sealer: Sealer) => ({
  async register(clientId: string, settings: ApplicationSettings, now: Date): Promise<Decision<string, 'id-taken'>> {
    const row = await db
      .insertInto('application')
      .values({ id: randomId(), client_id: clientId, secret_sealed: null, created_at: now, ...columnsOf(settings) })
      .onConflict((conflict) => conflict.column('client_id').doNothing())
      .returning('id')
      .executeTakeFirst()
    if (!row) return refuse('id-taken')
    await setIntrospects(db, row.id, settings.introspects)
    return accept(row.id)
  },
  /**
   * In a transaction: as it is, locked until the end. `to-remove`: nobody is given anything of it meanwhile either;
   * else people sign in beside. Read once it is held: a statement that waited sees what stands beside the row (its
   * logo, what it introspects) as it was before.
   */
  async lock(clientId: string, how: 'to-change' | 'to-remove' = 'to-change'): Promise<Application | undefined> {
    const row = db.selectFrom('application').select('id').where('client_id', '=', clientId)
    const held = await (how === 'to-remove' ? row.forUpdate() : row.forNoKeyUpdate()).executeTakeFirst()
    return held && this.findByClientId(clientId)
  },
  async set(id: string, settings: ApplicationSettings): Promise<void> {
    await db.updateTable('application').set(columnsOf(settings)).where('id', '=', id).execute()
    await setIntrospects(db, id, settings.introspects)
  },
  /** As a whole, whether it is there or not: for seeds and tests. */
  async upsert({ clientId, secret, ...chosen }: Registration, now: Date): Promise<string> {
    const settings: ApplicationSettings = { ...STRICT, ...chosen, ...(secret === null && { authentication: 'none' }) }
    const row = columnsOf(settings)
    const { id } = await db
      .insertInto('application')
      .values({ id: randomId(), client_id: clientId, secret_sealed: null, created_at: now, ...row })
      .onConflict((conflict) => conflict.column('client_id').doUpdateSet(row))
      .returning('id')
      .executeTakeFirstOrThrow()
    await setIntrospects(db, id, settings.introspects)
    const secrets = applicationSecretsStore(db, sealer)
    if (!hasSecrets(settings)) await secrets.removeAll(id, { isPublic: settings.authentication === 'none' })
    else if (typeof secret === 'string') {
      await secrets.removeAll(id, { isPublic: false })
      await secrets.add(id, { secret, expiresAt: null, othersUntil: null }, now)
    }
    return id
  },
  async findByClientId(clientId: string): Promise<Application | undefined> {
    if (!isClientId(clientId)) return undefined
    const row = await applicationRows(db).where('a.client_id', '=', clientId).executeTakeFirst()
    return row && applicationOf(row)
  },
  async findById(id: string): Promise<Application | undefined> {
    const row = await applicationRows(db).where('a.id', '=', id).executeTakeFirst()
    return row && applicationOf(row)
  },
  /** Another one after each change of what `findById` reads, by whatever program. */
  async changeMark(): Promise<string> {
    return (await db.selectNoFrom(changeMark.as('mark')).executeTakeFirstOrThrow()).mark
  },
  /** As `findByClientId` or `findById`, with the mark of the moment. */
  async findMarked(by: { clientId: string } | { id: string }): Promise<MarkedApplication | undefined> {
    if ('clientId' in by && !isClientId(by.clientId)) return undefined
    const row = await applicationRows(db)
      .select(changeMark.as('mark'))
      .where((is) => ('id' in by ? is('a.id', '=', by.id) : is('a.client_id', '=', by.clientId)))
      .executeTakeFirst()
    return row && { application: applicationOf(row), mark: row.mark }
  },
  /** Every one, as it is named. */
  async listNames(): Promise<NamedApplication[]> {
    const rows = await db
      .selectFrom('application')
      .select(['client_id', 'name', 'name_nl', 'name_en'])
      .orderBy('client_id')
      .execute()
    return rows.map(({ client_id: clientId, ...row }) => ({ clientId, name: row.name, names: namesIn(row) }))
  },
  /** By client id, those that come after `after`. */
  async list(after: string, limit: number): Promise<Application[]> {
    const rows = await applicationRows(db)
      .where('a.client_id', '>', after)
      .orderBy('a.client_id')
      .limit(limit)
      .execute()
    return rows.map(applicationOf)
  },
  /** What each of these may do by itself; those that are not registered are missing. */
  async apiScopesOf(clientIds: readonly string[]): Promise<Map<string, string>> {
    if (clientIds.length === 0) return new Map()
    const rows = await db
      .selectFrom('application')
      .select(['client_id', 'machine_scope'])
      .where('client_id', 'in', clientIds)
      .execute()
    return new Map(rows.map((row) => [row.client_id, row.machine_scope]))
  },
  /** With what people gave it, and the words that it gave for them. The rest of it is gone by then. */
  async delete(id: string): Promise<void> {
    await db.deleteFrom('consent').where('application_id', '=', id).execute()
    await db.deleteFrom('voucher').where('application_id', '=', id).execute()
    await db.deleteFrom('application').where('id', '=', id).execute()
  },
  /** The applications in which a person has an employee login, for Home. */
  async listByPerson(personId: string) {
    const rows = await db
      .selectFrom('application as a')
      .innerJoin('directory_person as d', 'd.application_id', 'a.id')
      .leftJoin('application_logo as l', 'l.application_id', 'a.id')
      .select(['a.id', 'a.name', 'a.name_nl', 'a.name_en', 'a.home_uri as homeUri', 'l.etag as logo_etag'])
      .where('d.person_id', '=', personId)
      .where('d.removed_at', 'is', null)
      .orderBy('a.name')
      .execute()
    return rows.map(({ id, homeUri, ...row }) => ({ id, homeUri, ...namedOf(row) }))
  },
  async consentedScope(personId: string, applicationId: string): Promise<string> {
    const row = await db
      .selectFrom('consent')
      .select('scope')
      .where('person_id', '=', personId)
      .where('application_id', '=', applicationId)
      .executeTakeFirst()
    return row?.scope ?? ''
  },
  /** Exactly this scope, at this instant or later. */
  async hasGrantedSince(personId: string, applicationId: string, scope: string, since: Date): Promise<boolean> {
    const row = await db
      .selectFrom('consent')
      .select('scope')
      .where('person_id', '=', personId)
      .where('application_id', '=', applicationId)
      .where('granted_at', '>=', since)
      .executeTakeFirst()
    return row?.scope === scope
  },
  async grantAccess(personId: string, applicationId: string, scope: string, now: Date): Promise<void> {
    await db
      .insertInto('consent')
      .values({ person_id: personId, application_id: applicationId, scope, granted_at: now })
      .onConflict((conflict) =>
        conflict.columns(['person_id', 'application_id']).doUpdateSet({ scope, granted_at: now }),
      )
      .execute()
  },
  /** The applications that a person let in, for My details. */
  async grantedBy(personId: string) {
    const rows = await db
      .selectFrom('consent as c')
      .innerJoin('application as a', 'a.id', 'c.application_id')
      .leftJoin('application_logo as l', 'l.application_id', 'a.id')
      .select(['a.id', 'a.name', 'a.name_nl', 'a.name_en', 'l.etag as logo_etag'])
      .select(['c.scope', 'c.granted_at as grantedAt', 'a.scope as mayAsk'])
      .where('c.person_id', '=', personId)
      .orderBy('a.name')
      .execute()
    return rows.map(({ id, scope, grantedAt, mayAsk, ...row }) => ({ id, scope, grantedAt, mayAsk, ...namedOf(row) }))
  },
  /** False where there was none. */
  withdrawAccess: async (personId: string, applicationId: string): Promise<boolean> =>
    (
      await db
        .deleteFrom('consent')
        .where('person_id', '=', personId)
        .where('application_id', '=', applicationId)
        .executeTakeFirst()
    ).numDeletedRows === 1n,

  async createVoucher(
    applicationId: string,
    personId: string,
    now: Date,
  ): Promise<{ voucher: string; expiresAt: Date }> {
    const voucher = randomToken()
    const expiresAt = new Date(now.getTime() + VOUCHER_MINUTES * MINUTE_MS)
    await db
      .insertInto('voucher')
      .values({
        token_hash: hashToken(voucher),
        application_id: applicationId,
        person_id: personId,
        expires_at: expiresAt,
        consumed_at: null,
        consumed_for: null,
      })
      .execute()
    return { voucher, expiresAt }
  },
  /**
   * Consumes a voucher for one authorization request, by its uid, and returns the person it vouches for. The same
   * request may ask again: it is opened twice at once, or once more after a crash that came before it was kept. Not for
   * somebody whom the application has put out of service since.
   */
  async consumeVoucher(
    applicationId: string,
    voucher: string,
    request: string,
    now: Date,
  ): Promise<Decision<string, 'voucher-unknown'>> {
    const row = await consumedVoucher.first(db, { applicationId, hash: hashToken(voucher), request, now })
    return row ? accept(row.person_id) : refuse('voucher-unknown')
  },
})
type VoucherUse = { applicationId: string; hash: Buffer; request: string; now: Date }
const consumedVoucher = builtOnce((db, { applicationId, hash, request, now }: VoucherUse) =>
  db
    .updateTable('voucher')
    .set({ consumed_at: now, consumed_for: request })
    .where('token_hash', '=', hash)
    .where('application_id', '=', applicationId)
    .where((is) => is.or([is('consumed_at', 'is', null), is('consumed_for', '=', request)]))
    .where('expires_at', '>', now)
    .where(isInServiceSql(applicationId, sql.ref('voucher.person_id'), now))
    .returning('person_id'),
)

export type ApplicationsStore = ReturnType<typeof applicationsStore>

/** What the database cannot even compare (NUL) is nobody's id. */
const isClientId = (text: string): boolean => /^[ -~]{1,200}$/u.test(text)

// The rows and the transactions that wrote them: of the database itself, so that nobody has to count, or to wait for a
// counter's lock.
const writersOf = (table: string, key: string) =>
  sql`(select string_agg(${sql.raw(`${key}::text || xmin::text`)}, ' ' order by ${sql.raw(key)}) from ${sql.table(table)})`
const WRITERS = [
  writersOf('application', 'id'),
  writersOf('application_logo', 'application_id'),
  writersOf('application_introspection', 'ctid'),
]
const changeMark = sql<string>`encode(sha256(convert_to(concat_ws('|', ${sql.join(WRITERS)}), 'UTF8')), 'hex')`

const columnsOf = (settings: ApplicationSettings) => ({
  name: settings.name,
  name_nl: settings.names.nl ?? null,
  name_en: settings.names.en ?? null,
  terms_uri: settings.termsUri,
  privacy_uri: settings.privacyUri,
  redirect_uris: JSON.stringify(settings.redirectUris),
  post_logout_redirect_uris: JSON.stringify(settings.postLogoutRedirectUris),
  scope: settings.scope,
  machine_scope: settings.apiClientScope,
  home_uri: settings.homeUri,
  backchannel_logout_uri: settings.backchannelLogoutUri,
  separates_companies: settings.separatesCompanies,
  kind: settings.kind,
  authentication: settings.authentication,
  jwks: settings.jwks,
  jwks_uri: settings.jwksUri,
  pkce: settings.pkce,
  id_token_algorithm: settings.idTokenAlgorithm,
  access_token_format: settings.accessTokenFormat,
  access_token_seconds: settings.accessTokenSeconds,
  refresh_token_days: settings.refreshTokenDays,
  has_device_grant: settings.hasDeviceGrant,
  known_people_only: settings.knownPeopleOnly,
})

const applicationRows = (db: Db) =>
  db
    .selectFrom('application as a')
    .selectAll('a')
    .select((is) => [
      is.selectFrom('application_logo as l').select('l.etag').whereRef('l.application_id', '=', 'a.id').as('logo_etag'),
      sql<string[]>`(select coalesce(jsonb_agg(o.client_id order by o.client_id), '[]') from application_introspection i
        join application o on o.id = i.of_application_id where i.application_id = a.id)`.as('introspects'),
    ])

type Row = Selectable<ApplicationTable> & { logo_etag: string | null; introspects: string[] }
const applicationOf = (row: Row): Application => ({
  id: row.id,
  clientId: row.client_id,
  ...namedOf(row),
  termsUri: row.terms_uri,
  privacyUri: row.privacy_uri,
  redirectUris: row.redirect_uris as string[],
  postLogoutRedirectUris: row.post_logout_redirect_uris as string[],
  scope: row.scope,
  apiClientScope: row.machine_scope,
  homeUri: row.home_uri,
  backchannelLogoutUri: row.backchannel_logout_uri,
  separatesCompanies: row.separates_companies,
  kind: row.kind,
  authentication: row.authentication,
  jwks: row.jwks as Application['jwks'],
  jwksUri: row.jwks_uri,
  pkce: row.pkce,
  idTokenAlgorithm: row.id_token_algorithm,
  accessTokenFormat: row.access_token_format,
  accessTokenSeconds: row.access_token_seconds,
  refreshTokenDays: row.refresh_token_days,
  introspects: row.introspects,
  hasDeviceGrant: row.has_device_grant,
  knownPeopleOnly: row.known_people_only,
})

type NamedRow = Pick<Row, 'name' | 'name_nl' | 'name_en' | 'logo_etag'>
const namedOf = (row: NamedRow): Pick<Application, 'name' | 'names' | 'logo'> => ({
  name: row.name,
  names: namesIn(row),
  logo: row.logo_etag === null ? null : { etag: row.logo_etag },
})
const namesIn = ({ name_nl: nl, name_en: en }: Pick<NamedRow, 'name_nl' | 'name_en'>): Application['names'] =>
  namesOf({ nl, en })

/** Ids of nobody are left out: whether there are any is the registration's matter. */
async function setIntrospects(db: Db, id: string, clientIds: readonly string[]): Promise<void> {
  await db.deleteFrom('application_introspection').where('application_id', '=', id).execute()
  if (clientIds.length > 0)
    await db
      .insertInto('application_introspection')
      .columns(['application_id', 'of_application_id'])
      .expression((is) =>
        is
          .selectFrom('application')
          .select([sql.val(id).$castTo<string>().as('application_id'), 'id as of_application_id'])
          .where('client_id', 'in', clientIds),
      )
      .execute()
}

/** True where everything asked for was granted before: consent is given once, until the scopes grow. */
export function isCovered(asked: string, granted: string): boolean {
  const have = new Set(granted.split(' '))
  return asked
    .split(' ')
    .filter(Boolean)
    .every((scope) => have.has(scope))
}
