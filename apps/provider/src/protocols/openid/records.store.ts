// The protocol engine's storage: records found by hashed id, sealed, and consumed by one guarded statement. What a
// request gives out is written together, before it leaves (decision 0050).
import type { Clock } from '@sluis/server-kit/clock'
import { type Sealer, sha256 } from '@sluis/server-kit/sealing'
import { errors, type Adapter, type AdapterPayload, Provider } from 'oidc-provider'
import type { TokenState } from '#identity/sessions/grants.store.ts'
import type { Db } from '#schema/tables.ts'
import { ofRegistered } from './client-removed.ts'
import { grantedBy } from './claims.ts'
import { settingsOf } from './clients.ts'
import { PUSHED, REFRESH_GRACE_SECONDS, writeRecords } from './record-writes.store.ts'
import { SUCCESSOR } from './refresh-successors.ts'
import { type FoundRecord, memory, nothing, type RecordRow, takeWaiting, type Waiting } from './request-memory.ts'
import { companyOf } from './request-requirements.ts'
import { dateFamily } from './tokens.ts'
import { findToken, TOKENS } from './token-reads.store.ts'

// What the engine gives no end to lives no longer than a grant.
const MAX_LIFETIME_SECONDS = 31 * 86_400

// Whose records belong to a grant, so that a grant's end is theirs.
const GRANT_MODELS = new Set(['AccessToken', 'AuthorizationCode', 'RefreshToken'])
/** What comes before a code, at the request that gets it. */
const AT_REQUEST = new Set(['Grant'])

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
  const write = (waiting: Waiting): Promise<void> => writeRecords(db, waiting, clock.now())

  return { adapter, flush }

  /**
   * Writes what waits. What a request was refused is not given out, and uses up what it came with; one that failed
   * gives and uses nothing.
   */
  async function flush(ctx: object | undefined, answer: { status: number }): Promise<void> {
    const own = memory(ctx)
    if (!own) return
    const { rows, used, gone, tokensOf, revoked } = takeWaiting(own)
    const isRefused = answer.status >= 400
    await write({
      ...nothing(),
      rows: isRefused ? [] : rows,
      used: answer.status >= 500 ? null : used,
      gone,
      tokensOf,
      revoked,
    })
  }

  async function rowOf(
    model: string,
    id: string,
    payload: AdapterPayload,
    expiresIn = MAX_LIFETIME_SECONDS,
  ): Promise<RecordRow> {
    const hash = sha256(id)
    if (model === 'RefreshToken') dateFamily(payload, clock.now())
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

    async function findShown(id: string): Promise<AdapterPayload | undefined> {
      const found = await findToken(db, model, sha256(id), clock.now())
      const payload = unseal(found)
      if (payload?.grantId) memory()?.states.set(payload.grantId, found!.state)
      return payload
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
        if (GRANT_MODELS.has(model) || (memory() && TOKENS.includes(model))) return findShown(id)
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
        // Within a request, by the statement that stores what is given out for it.
        const isRepeatable = model === 'RefreshToken' && (await this.find(id))?.[SUCCESSOR] !== undefined
        const used = { model, hash, isRepeatable }
        if (own) own.waiting.used = used
        else await write({ ...nothing(), used })
      },
      async destroy(id) {
        const own = memory()
        const waiting = own?.waiting ?? nothing()
        waiting.gone.push({ model, hash: sha256(id) })
        if (model === 'Grant') waiting.revoked.push(id)
        if (!own) await write(waiting)
      },
      async revokeByGrantId(grantId) {
        const own = memory()
        if (own) return void own.waiting.tokensOf.push(grantId)
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

/** The engine's word for it. */
const grantOfState = ({ grantId, clientId, personId }: TokenState, scope: string): AdapterPayload => ({
  kind: 'Grant',
  jti: grantId,
  accountId: personId,
  clientId,
  ...grantedBy(scope),
})

/** Removes what has expired. */
export const pruneRecords = async (db: Db, now: Date): Promise<void> => {
  await db.deleteFrom('openid_record').where('expires_at', '<=', now).execute()
  await db.deleteFrom('voucher').where('expires_at', '<=', now).execute()
}
