// The protocol engine's storage: records found by hashed id, sealed, and consumed by one guarded statement.
import type { Clock } from '@sluis/server-kit/clock'
import { type Sealer, sha256 } from '@sluis/server-kit/sealing'
import { errors, type Adapter, type AdapterPayload } from 'oidc-provider'
import type { Db } from '#schema/tables.ts'

// What the engine gives no end to lives no longer than a grant.
const MAX_LIFETIME_SECONDS = 31 * 86_400

// Whose records belong to a grant, so that a grant's end is theirs.
const GRANT_MODELS = new Set(['AccessToken', 'AuthorizationCode', 'RefreshToken'])

/** `findClient` answers for the model Client, which is our table of applications. */
export function recordsAdapter(
  { db, sealer, clock }: { db: Db; sealer: Sealer; clock: Clock },
  findClient: (id: string) => Promise<AdapterPayload | undefined>,
) {
  return (model: string): Adapter => {
    const sealContext = (hash: Buffer) => `openid_record.payload.${model}.${hash.toString('hex')}`
    const unseal = (
      row: { id_hash: Buffer; payload_sealed: Buffer; consumed_at: Date | null } | undefined,
    ): AdapterPayload | undefined => {
      if (!row) return undefined
      const payload = JSON.parse(
        sealer.unseal(sealContext(row.id_hash), row.payload_sealed).toString(),
      ) as AdapterPayload
      return row.consumed_at ? { ...payload, consumed: Math.floor(row.consumed_at.getTime() / 1000) } : payload
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
          payload_sealed: sealer.seal(sealContext(hash), JSON.stringify(payload)),
          grant_hash: GRANT_MODELS.has(model) && payload.grantId ? sha256(payload.grantId) : null,
          uid_hash: payload.uid ? sha256(payload.uid) : null,
          expires_at: new Date(clock.now().getTime() + expiresIn * 1000),
        }
        await db
          .insertInto('openid_record')
          .values({ model, id_hash: hash, consumed_at: null, ...row })
          .onConflict((conflict) => conflict.columns(['model', 'id_hash']).doUpdateSet(row))
          .execute()
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
        if (done.numUpdatedRows !== 1n) throw new errors.InvalidGrant('consumed by another request')
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
