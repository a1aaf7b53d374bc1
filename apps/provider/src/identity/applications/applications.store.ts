// Records of applications, of the consents people gave them, and of the vouchers they give. The only file that reads or
// writes those tables.
import { type Decision, accept, refuse } from '@sluis/server-kit/decision'
import { randomId, randomToken } from '@sluis/server-kit/random'
import { type Sealer, hashToken } from '@sluis/server-kit/sealing'
import { MINUTE_MS } from '@sluis/server-kit/time'
import { type Selectable, sql } from 'kysely'
import { isInServiceSql } from '#identity/companies/companies.store.ts'
import type { ApplicationTable, Db } from '#schema/tables.ts'

export type Application = {
  id: string
  clientId: string
  name: string
  secret: string | null
  redirectUris: string[]
  postLogoutRedirectUris: string[]
  scope: string
  /** What it may do by itself (api-scopes.ts). */
  apiClientScope: string
  homeUri: string | null
  /** Where it wants to hear that a session has ended; null for an application that does not. */
  backchannelLogoutUri: string | null
  /** It keeps the companies of one person apart, so that in a pushed request one of them alone may decide. */
  separatesCompanies: boolean
}
/** As an application is registered, whole. Companies are kept apart only where that is said. */
export type Registration = Omit<Application, 'id' | 'separatesCompanies'> &
  Partial<Pick<Application, 'separatesCompanies'>>

/**
 * Looks an application's own access token up (client credentials); null where it is unknown or expired. A person's
 * token is none.
 */
export type FindApiClient = (token: string) => Promise<{ application: Application; scopes: ReadonlySet<string> } | null>

/** How long an application's word that somebody is signed in with it can be used. */
const VOUCHER_MINUTES = 10

export type RegistrationChange = Partial<Omit<Registration, 'clientId'>>

export const applicationsStore = (db: Db, sealer: Sealer) => ({
  async register(application: Registration, now: Date): Promise<Decision<string, 'id-taken'>> {
    const id = randomId()
    const row = await db
      .insertInto('application')
      .values({ id, client_id: application.clientId, created_at: now, ...columnsOf(id, sealer, application) })
      .onConflict((conflict) => conflict.column('client_id').doNothing())
      .returning('id')
      .executeTakeFirst()
    return row ? accept(id) : refuse('id-taken')
  },
  /** What the change does not name stays. In a transaction. */
  async update(clientId: string, change: RegistrationChange): Promise<Decision<string, 'unknown'>> {
    const row = await db
      .selectFrom('application')
      .selectAll()
      .where('client_id', '=', clientId)
      .forUpdate()
      .executeTakeFirst()
    if (!row) return refuse('unknown')
    const changed = columnsOf(row.id, sealer, { ...applicationOf(row, sealer), ...change })
    await db.updateTable('application').set(changed).where('id', '=', row.id).execute()
    return accept(row.id)
  },
  /** As a whole, whether it is there or not: for seeds and tests. */
  async upsert(application: Registration, now: Date): Promise<string> {
    const known = await db
      .selectFrom('application')
      .select('id')
      .where('client_id', '=', application.clientId)
      .executeTakeFirst()
    const id = known?.id ?? randomId()
    const row = columnsOf(id, sealer, application)
    await db
      .insertInto('application')
      .values({ id, client_id: application.clientId, created_at: now, ...row })
      .onConflict((conflict) => conflict.column('client_id').doUpdateSet(row))
      .execute()
    return id
  },
  async findByClientId(clientId: string): Promise<Application | undefined> {
    const row = await db.selectFrom('application').selectAll().where('client_id', '=', clientId).executeTakeFirst()
    return row && applicationOf(row, sealer)
  },
  /** The applications in which a person has an employee login, for Home. */
  listByPerson: (personId: string) =>
    db
      .selectFrom('application as a')
      .innerJoin('directory_person as d', 'd.application_id', 'a.id')
      .select(['a.id', 'a.name', 'a.home_uri as homeUri'])
      .where('d.person_id', '=', personId)
      .where('d.removed_at', 'is', null)
      .orderBy('a.name')
      .execute(),
  async namesOf(ids: readonly string[]): Promise<Map<string, string>> {
    if (ids.length === 0) return new Map()
    const rows = await db.selectFrom('application').select(['id', 'name']).where('id', 'in', ids).execute()
    return new Map(rows.map(({ id, name }) => [id, name]))
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
  grantedBy: (personId: string) =>
    db
      .selectFrom('consent as c')
      .innerJoin('application as a', 'a.id', 'c.application_id')
      .select(['a.id', 'a.name', 'c.scope', 'c.granted_at as grantedAt', 'a.scope as mayAsk'])
      .where('c.person_id', '=', personId)
      .orderBy('a.name')
      .execute(),
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
    const row = await db
      .updateTable('voucher')
      .set({ consumed_at: now, consumed_for: request })
      .where('token_hash', '=', hashToken(voucher))
      .where('application_id', '=', applicationId)
      .where((is) => is.or([is('consumed_at', 'is', null), is('consumed_for', '=', request)]))
      .where('expires_at', '>', now)
      .where(isInServiceSql(applicationId, sql.ref('voucher.person_id'), now))
      .returning('person_id')
      .executeTakeFirst()
    return row ? accept(row.person_id) : refuse('voucher-unknown')
  },
})
export type ApplicationsStore = ReturnType<typeof applicationsStore>

const columnsOf = (id: string, sealer: Sealer, application: Omit<Registration, 'clientId'>) => ({
  name: application.name,
  secret_sealed: application.secret === null ? null : sealer.seal(place(id), application.secret),
  redirect_uris: JSON.stringify(application.redirectUris),
  post_logout_redirect_uris: JSON.stringify(application.postLogoutRedirectUris),
  scope: application.scope,
  machine_scope: application.apiClientScope,
  home_uri: application.homeUri,
  backchannel_logout_uri: application.backchannelLogoutUri,
  separates_companies: application.separatesCompanies ?? false,
})

const applicationOf = (row: Selectable<ApplicationTable>, sealer: Sealer): Application => ({
  id: row.id,
  clientId: row.client_id,
  name: row.name,
  secret: row.secret_sealed && sealer.unseal(place(row.id), row.secret_sealed).toString(),
  redirectUris: row.redirect_uris as string[],
  postLogoutRedirectUris: row.post_logout_redirect_uris as string[],
  scope: row.scope,
  apiClientScope: row.machine_scope,
  homeUri: row.home_uri,
  backchannelLogoutUri: row.backchannel_logout_uri,
  separatesCompanies: row.separates_companies,
})

const place = (id: string): string => `application.secret.${id}`

/** True where everything asked for was granted before: consent is given once, until the scopes grow. */
export function isCovered(asked: string, granted: string): boolean {
  const have = new Set(granted.split(' '))
  return asked
    .split(' ')
    .filter(Boolean)
    .every((scope) => have.has(scope))
}
