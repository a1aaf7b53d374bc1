// The protocol engine's storage: records found by hashed id, sealed, and consumed by one guarded statement.
import type { Clock } from '@sluis/server-kit/clock'
import { type Sealer, sha256 } from '@sluis/server-kit/sealing'
import { errors, type Adapter, type AdapterPayload } from 'oidc-provider'
import type { Db } from '#schema/tables.ts'
import { settingsOf } from './clients.ts'
import { SUCCESSOR } from './refresh-successors.ts'
import { companyOf } from './request-requirements.ts'

// What the engine gives no end to lives no longer than a grant.
const MAX_LIFETIME_SECONDS = 31 * 86_400

// Whose records belong to a grant, so that a grant's end is theirs.
const GRANT_MODELS = new Set(['AccessToken', 'AuthorizationCode', 'RefreshToken'])

/**
 * For so long after its use a refresh token gives its successor again, to the same application: two requests at the
 * same moment, or an answer that was lost, log nobody out (decision 0029).
 */
export const REFRESH_GRACE_SECONDS = 10

type Row = { id_hash: Buffer; payload_sealed: Buffer; consumed_at: Date | null }

const sealContext = (model: string, hash: Buffer) => `openid_record.payload.${model}.${hash.toString('hex')}`

/** What a record holds. */
export const payloadOf = (
  sealer: Sealer,
  model: string,
  { idHash, sealed }: { idHash: Buffer; sealed: Buffer },
): AdapterPayload => JSON.parse(sealer.unseal(sealContext(model, idHash), sealed).toString()) as AdapterPayload

/** `findClient` answers for the model Client, which is our table of applications. */
export function recordsAdapter(
  { db, sealer, clock }: { db: Db; sealer: Sealer; clock: Clock },
  findClient: (id: string) => Promise<AdapterPayload | undefined>,
) {
  return (model: string): Adapter => {
    const unseal = (row: Row | undefined): AdapterPayload | undefined => {
      if (!row) return undefined
      const payload = payloadOf(sealer, model, { idHash: row.id_hash, sealed: row.payload_sealed })
      if (row.consumed_at === null || isInGrace(row.consumed_at, payload)) return payload
      return { ...payload, consumed: Math.floor(row.consumed_at.getTime() / 1000) }
    }
    const isInGrace = (consumedAt: Date, payload: AdapterPayload): boolean =>
      model === 'RefreshToken' &&
      payload[SUCCESSOR] !== undefined &&
      clock.now().getTime() < consumedAt.getTime() + REFRESH_GRACE_SECONDS * 1000
    /** Which application waits, and for which company: read beside the sealed request (decision 0053). */
    async function askerOf({ params = {} }: AdapterPayload) {
      const client = await findClient(String(params['client_id']))
      return { application_id: client ? settingsOf(client).id : null, company: companyOf(params) }
    }
    const records = () =>
      db
        .selectFrom('openid_record')
        .select(['id_hash', 'payload_sealed', 'consumed_at'])
        .where('model', '=', model)
        .where('expires_at', '>', clock.now())
    return {
      async upsert(id, payload, expiresIn = MAX_LIFETIME_SECONDS) {
        const hash = sha256(id)
        const row = {
          payload_sealed: sealer.seal(sealContext(model, hash), JSON.stringify(payload)),
          grant_hash: GRANT_MODELS.has(model) && payload.grantId ? sha256(payload.grantId) : null,
          uid_hash: payload.uid ? sha256(payload.uid) : null,
          client_hash: payload.clientId ? sha256(payload.clientId) : null,
          ...(model === 'Interaction' ? await askerOf(payload) : { application_id: null, company: null }),
          expires_at: new Date(clock.now().getTime() + expiresIn * 1000),
        }
        const done = await db
          .insertInto('openid_record')
          .values({ model, id_hash: hash, consumed_at: null, ...row })
          .onConflict((conflict) => {
            const there = conflict.columns(['model', 'id_hash'])
            // What works once is kept by its first use alone; of two at the same moment this statement decides.
            if (model === 'ReplayDetection')
              return there.doUpdateSet(row).where('openid_record.expires_at', '<=', clock.now())
            // Of requests that were given the same refresh token the first stores it, and with it the one that follows.
            return model === 'RefreshToken' ? there.doNothing() : there.doUpdateSet(row)
          })
          .executeTakeFirst()
        if (model === 'ReplayDetection' && done.numInsertedOrUpdatedRows !== 1n)
          throw new errors.InvalidClientAuth('used at the same moment by another request')
      },
      async find(id) {
        if (model === 'Client') return findClient(id)
        return unseal(await records().where('id_hash', '=', sha256(id)).executeTakeFirst())
      },
      async findByUid(uid) {
        return unseal(await records().where('uid_hash', '=', sha256(uid)).executeTakeFirst())
      },
      findByUserCode: () => Promise.resolve(undefined),
      async consume(id) {
        // The engine finds, looks, and then consumes: between the two another request may have done so. This statement
        // decides (one winner).
        const done = await db
          .updateTable('openid_record')
          .set({ consumed_at: clock.now() })
          .where('model', '=', model)
          .where('id_hash', '=', sha256(id))
          .where('consumed_at', 'is', null)
          .executeTakeFirst()
        if (done.numUpdatedRows === 1n) return
        const found = await this.find(id)
        if (!found || found['consumed'] !== undefined || model !== 'RefreshToken')
          throw new errors.InvalidGrant('consumed by another request')
      },
      async destroy(id) {
        await db.deleteFrom('openid_record').where('model', '=', model).where('id_hash', '=', sha256(id)).execute()
      },
      async revokeByGrantId(grantId) {
        await db
          .deleteFrom('openid_record')
          .where('model', '=', model)
          .where('grant_hash', '=', sha256(grantId))
          .execute()
      },
    }
  }
}

/** Removes what has expired. */
export const pruneRecords = async (db: Db, now: Date): Promise<void> => {
  await db.deleteFrom('openid_record').where('expires_at', '<=', now).execute()
  await db.deleteFrom('voucher').where('expires_at', '<=', now).execute()
}
