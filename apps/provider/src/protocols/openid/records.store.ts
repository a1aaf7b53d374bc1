// The protocol engine's storage: records found by hashed id, sealed, and consumed by one guarded statement. What a
// request gives out is written together, before it leaves (decision 0050).
import type { Clock } from '@sluis/server-kit/clock'
import { type Sealer, sha256 } from '@sluis/server-kit/sealing'
import { type RawBuilder, sql } from 'kysely'
import { errors, type Adapter, type AdapterPayload, Provider } from 'oidc-provider'
import {
  grantHashSql,
  grantsStore,
  readTokenState,
  type TokenRow,
  type TokenState,
  tokenRows,
} from '#identity/sessions/grants.store.ts'
import { builtOnce } from '#schema/built-once.store.ts'
import type { Db } from '#schema/tables.ts'
import { ofRegistered } from './client-removed.ts'
import { grantedBy } from './claims.ts'
import { settingsOf } from './clients.ts'
import { SUCCESSOR } from './refresh-successors.ts'
import {
  type FoundRecord,
  memory,
  nothing,
  type RecordKey,
  type RecordRow,
  takeWaiting,
  type Waiting,
} from './request-memory.ts'
import { companyOf } from './request-requirements.ts'

// What the engine gives no end to lives no longer than a grant.
const MAX_LIFETIME_SECONDS = 31 * 86_400

// Whose records belong to a grant, so that a grant's end is theirs.
const GRANT_MODELS = new Set(['AccessToken', 'AuthorizationCode', 'RefreshToken'])
/** What comes before a code, at the request that gets it. */
const AT_REQUEST = new Set(['Grant'])
/** What is shown as a token, of whatever kind it is: looked for together. */
const TOKENS = ['AccessToken', 'ClientCredentials', 'RefreshToken']
const CODES = ['AuthorizationCode']
const PUSHED = 'PushedAuthorizationRequest'

/**
 * For so long after its use a refresh token gives its successor again, to the same application: two requests at the
 * same moment, or an answer that was lost, log nobody out (decision 0029).
 */
export const REFRESH_GRACE_SECONDS = 10

type Deps = { db: Db; sealer: Sealer; clock: Clock }
export type Records = ReturnType<typeof recordsStore>

const sealContext = (model: string, hash: Buffer) => `openid_record.payload.${model}.${hash.toString('hex')}`

/** What a record holds. */
export const payloadOf = (
  sealer: Sealer,
  model: string,
  { idHash, sealed }: { idHash: Buffer; sealed: Buffer },
): AdapterPayload => JSON.parse(sealer.unseal(sealContext(model, idHash), sealed).toString()) as AdapterPayload

/** `findClient` answers for the model Client, which is our table of applications. */
export function recordsStore(
  { db, sealer, clock }: Deps,
  findClient: (id: string) => Promise<AdapterPayload | undefined>,
) {
  return { adapter, flush }

  /** Writes what waits; with nothing that was given out where the request has failed. */
  async function flush(ctx: object | undefined, isGivenOut: boolean): Promise<void> {
    const own = memory(ctx)
    if (!own) return
    const { rows, gone } = takeWaiting(own)
    await write({ ...nothing(), rows: isGivenOut ? rows : [], gone })
  }

  async function write({ rows, gone, grant, pushed }: Waiting): Promise<void> {
    if (rows.length === 0) {
      if (gone.length > 0) await sql`${remove(gone)}`.execute(db)
      return
    }
    const now = clock.now()
    const parts: RawBuilder<unknown>[] = []
    if (gone.length > 0) parts.push(sql`gone as (${remove(gone)})`)
    if (grant) parts.push(sql`given as (${grantsStore(db).upsertQuery(grant)})`)
    if (pushed) parts.push(...consumePushed(pushed, now))
    // Of requests that were given the same refresh token the first stores it, and with it the one that follows.
    const { numAffectedRows } = await sql`
      ${parts.length > 0 ? sql`with ${sql.join(parts)}` : sql``}
      insert into openid_record (${COLUMNS})
      select * from (values ${sql.join(rows.map(valuesOf))}) as r (${COLUMNS})
      ${pushed ? sql`where not exists (select from refused)` : sql``}
      on conflict (model, id_hash) do update set payload_sealed = excluded.payload_sealed,
        grant_hash = excluded.grant_hash, client_hash = excluded.client_hash, application_id = excluded.application_id,
        company = excluded.company, expires_at = excluded.expires_at
      where openid_record.model <> 'RefreshToken'`.execute(db)
    if (pushed && numAffectedRows === 0n)
      throw new errors.InvalidRequestUri('request_uri is invalid, expired, or was already used')
  }

  async function rowOf(
    model: string,
    id: string,
    payload: AdapterPayload,
    expiresIn = MAX_LIFETIME_SECONDS,
  ): Promise<RecordRow> {
    const hash = sha256(id)
    return {
      ...(model === 'Interaction' ? await askerOf(payload) : { application_id: null, company: null }),
      model,
      id_hash: hash,
      payload_sealed: sealer.seal(sealContext(model, hash), JSON.stringify(payload)),
      grant_hash: GRANT_MODELS.has(model) && payload.grantId ? sha256(payload.grantId) : null,
      uid_hash: null,
      client_hash: payload.clientId ? sha256(payload.clientId) : null,
      consumed_at: null,
      expires_at: new Date(clock.now().getTime() + expiresIn * 1000),
    }
  }

  /** Which application waits, and for which company: read beside the sealed request (decision 0053). */
  async function askerOf({ params = {} }: AdapterPayload) {
    const client = await findClient(String(params['client_id']))
    return { application_id: client ? settingsOf(client).id : null, company: companyOf(params) }
  }

  async function readTokens(models: readonly string[], hash: Buffer): Promise<FoundRecord[]> {
    const now = clock.now()
    const rows = await (models === TOKENS ? tokensByHash : codesByHash)(db, { hash, now })
    return rows.map(({ model, id_hash, payload_sealed, consumed_at, ...state }) => ({
      model,
      id_hash,
      payload_sealed,
      consumed_at,
      state: state.grantId === null ? null : readTokenState(state as TokenRow, now),
    }))
  }

  function adapter(model: string): Adapter {
    const unseal = (row: Omit<FoundRecord, 'state'> | undefined): AdapterPayload | undefined => {
      if (!row) return undefined
      const payload = payloadOf(sealer, model, { idHash: row.id_hash, sealed: row.payload_sealed })
      if (row.consumed_at === null || isInGrace(row.consumed_at, payload)) return payload
      return { ...payload, consumed: Math.floor(row.consumed_at.getTime() / 1000) }
    }
    const isInGrace = (consumedAt: Date, payload: AdapterPayload): boolean =>
      model === 'RefreshToken' &&
      payload[SUCCESSOR] !== undefined &&
      clock.now().getTime() < consumedAt.getTime() + REFRESH_GRACE_SECONDS * 1000

    async function findToken(hash: Buffer): Promise<AdapterPayload | undefined> {
      const own = memory()
      const models = TOKENS.includes(model) ? TOKENS : CODES
      const key = `${models.join()}:${hash.toString('hex')}`
      const reading = own?.found.get(key) ?? readTokens(models, hash)
      own?.found.set(key, reading)
      const found = (await reading).find((each) => each.model === model)
      const payload = unseal(found)
      if (payload?.grantId) own?.states.set(payload.grantId, found!.state)
      return payload
    }
    const forget = () => {
      const own = memory()
      own?.found.clear()
      own?.states.clear()
    }

    return {
      async upsert(id, payload, expiresIn) {
        const row = await rowOf(model, id, payload, expiresIn)
        if (model === 'ReplayDetection') return storeOnce(row)
        const own = memory()
        const route = Provider.ctx?.oidc.route
        // What else is given out with it comes after it.
        if (own && (route === 'token' ? GRANT_MODELS : AT_REQUEST).has(model)) own.waiting.rows.push(row)
        else if (own && model === 'AuthorizationCode') {
          const { rows, ...waiting } = takeWaiting(own)
          await ofRegistered(write({ ...waiting, rows: [...rows, row] }))
        } else {
          // A request that waits anew gives nothing out.
          const gone = own && model === 'Interaction' ? takeWaiting(own).gone : []
          await write({ ...nothing(), rows: [row], gone })
        }
      },
      async find(id) {
        if (model === 'Client') return findClient(id)
        if (GRANT_MODELS.has(model) || (memory() && TOKENS.includes(model))) return findToken(sha256(id))
        if (model === 'Grant') {
          const state = memory()?.states.get(id)
          if (state && state.scope !== null) return grantOfState(state, state.scope)
        }
        // Whether it was used up meanwhile, the statement says that uses it up.
        if (model === PUSHED && Provider.ctx?.oidc.route === 'resume') return { jti: id }
        const row = await db
          .selectFrom('openid_record')
          .select(['model', 'id_hash', 'payload_sealed', 'consumed_at'])
          .where('model', '=', model)
          .where('id_hash', '=', sha256(id))
          .where('expires_at', '>', clock.now())
          .executeTakeFirst()
        return unseal(row)
      },
      // Sessions have one, and lie in a cookie (session-cookie.ts).
      findByUid: () => Promise.resolve(undefined),
      findByUserCode: () => Promise.resolve(undefined),
      async consume(id) {
        const hash = sha256(id)
        const own = memory()
        // By the statement that stores its code.
        if (own && model === PUSHED) {
          own.waiting.pushed = hash
          return
        }
        own?.found.clear()
        // The engine finds, looks, and then consumes: between the two another request may have done so. This statement
        // decides (one winner).
        const done = await db
          .updateTable('openid_record')
          .set({ consumed_at: clock.now() })
          .where('model', '=', model)
          .where('id_hash', '=', hash)
          .where('consumed_at', 'is', null)
          .executeTakeFirst()
        if (done.numUpdatedRows === 1n) return
        const found = await this.find(id)
        if (!found || found['consumed'] !== undefined || model !== 'RefreshToken')
          throw new errors.InvalidGrant('consumed by another request')
      },
      async destroy(id) {
        const key = { model, hash: sha256(id) }
        const own = memory()
        if (own && model === 'Interaction') {
          own.waiting.gone.push(key)
          return
        }
        forget()
        if (model === 'Grant') await grantsStore(db).revoke(id)
        await write({ ...nothing(), gone: [key] })
      },
      async revokeByGrantId(grantId) {
        forget()
        await db
          .deleteFrom('openid_record')
          .where('model', '=', model)
          .where('grant_hash', '=', sha256(grantId))
          .execute()
      },
    }
  }

  /** What works once is kept by its first use alone; of two at the same moment this statement decides. */
  async function storeOnce(row: RecordRow): Promise<void> {
    const done = await db
      .insertInto('openid_record')
      .values(row)
      .onConflict((conflict) =>
        conflict
          .columns(['model', 'id_hash'])
          .doUpdateSet({ payload_sealed: row.payload_sealed, expires_at: row.expires_at })
          .where('openid_record.expires_at', '<=', clock.now()),
      )
      .executeTakeFirst()
    if (done.numInsertedOrUpdatedRows !== 1n)
      throw new errors.InvalidClientAuth('used at the same moment by another request')
  }
}

/** Tokens by their hash: with the grant that each stands on, and all that this stands on. */
const byHash = (models: readonly string[]) =>
  builtOnce((db, { hash, now }: { hash: Buffer; now: Date }) =>
    db
      .selectFrom('openid_record as r')
      .leftJoinLateral(
        tokenRows(db, now).where(grantHashSql, '=', sql.ref<Buffer>('r.grant_hash')).as('state'),
        (join) => join.onTrue(),
      )
      .select(['r.model', 'r.id_hash', 'r.payload_sealed', 'r.consumed_at'])
      .selectAll('state')
      .where('r.model', 'in', models)
      .where('r.id_hash', '=', hash)
      .where('r.expires_at', '>', now)
      .compile(),
  )
const tokensByHash = byHash(TOKENS)
const codesByHash = byHash(CODES)

/** The engine's word for it. */
const grantOfState = ({ grantId, clientId, personId }: TokenState, scope: string): AdapterPayload => ({
  kind: 'Grant',
  jti: grantId,
  accountId: personId,
  clientId,
  ...grantedBy(scope),
})

const remove = (gone: readonly RecordKey[]): RawBuilder<unknown> =>
  sql`delete from openid_record where (model, id_hash) in (${sql.join(
    gone.map(({ model, hash }) => sql`(${model}::text, ${hash}::bytea)`),
  )})`

const COLUMNS = sql`model, id_hash, payload_sealed, grant_hash, client_hash, application_id, company, expires_at`
const valuesOf = (row: RecordRow) =>
  sql`(${row.model}::text, ${row.id_hash}::bytea, ${row.payload_sealed}::bytea, ${row.grant_hash}::bytea,
    ${row.client_hash}::bytea, ${row.application_id}::uuid, ${row.company}::text, ${row.expires_at}::timestamptz)`

/** Of two requests that came by the same pushed request one gets a code; one that has expired stands in no way. */
const consumePushed = (hash: Buffer, now: Date): RawBuilder<unknown>[] => [
  sql`used as (update openid_record set consumed_at = ${now} where model = ${PUSHED} and id_hash = ${hash}
    and consumed_at is null returning id_hash)`,
  sql`refused as (select from openid_record where model = ${PUSHED} and id_hash = ${hash} and expires_at > ${now}
    and not exists (select from used))`,
]

/** Removes what has expired. */
export const pruneRecords = async (db: Db, now: Date): Promise<void> => {
  await db.deleteFrom('openid_record').where('expires_at', '<=', now).execute()
  await db.deleteFrom('voucher').where('expires_at', '<=', now).execute()
}
