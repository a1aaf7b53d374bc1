// What was answered to requests that may be sent again (Idempotency-Key): the same answer for a day, sealed, since a
// secret may be in it. The only file that reads or writes their table.
import { type Decision, accept, refuse } from '@sluis/server-kit/decision'
import { sameBytes, type Sealer, sha256 } from '@sluis/server-kit/sealing'
import { DAY_MS } from '@sluis/server-kit/time'
import type { Db } from '#schema/tables.ts'

/** Whose key, which, and what was asked with it. */
export type IdempotentRequest = { applicationId: string; key: string; request: string }

export const idempotencyKeysStore = (db: Db, sealer: Sealer) => {
  const rowOf = ({ applicationId, key }: IdempotentRequest) =>
    db
      .selectFrom('idempotency_key')
      .select(['request_hash', 'answer_sealed'])
      .where('application_id', '=', applicationId)
      .where('key_hash', '=', sha256(key))
  return {
    /**
     * In the transaction of the work: whoever comes with the key meanwhile waits for it. Null where the key is new:
     * then `answer` or `release` follows.
     */
    async claim(of: IdempotentRequest, now: Date): Promise<Decision<string | null, 'another-request'>> {
      const [key_hash, request_hash] = [sha256(of.key), sha256(of.request)]
      await db
        .deleteFrom('idempotency_key')
        .where('application_id', '=', of.applicationId)
        .where('key_hash', '=', key_hash)
        .where('expires_at', '<=', now)
        .execute()
      const claimed = await db
        .insertInto('idempotency_key')
        .values({
          application_id: of.applicationId,
          key_hash,
          request_hash,
          answer_sealed: sealer.seal(place(of), ''),
          expires_at: new Date(now.getTime() + DAY_MS),
        })
        .onConflict((conflict) => conflict.doNothing())
        .returning('application_id')
        .executeTakeFirst()
      if (claimed) return accept(null)
      const known = await rowOf(of).executeTakeFirstOrThrow()
      if (!sameBytes(known.request_hash, request_hash)) return refuse('another-request')
      return accept(sealer.unseal(place(of), known.answer_sealed).toString())
    },
    answer: async (of: IdempotentRequest, answer: string): Promise<void> =>
      void (await db
        .updateTable('idempotency_key')
        .set({ answer_sealed: sealer.seal(place(of), answer) })
        .where('application_id', '=', of.applicationId)
        .where('key_hash', '=', sha256(of.key))
        .execute()),
    /** The work was refused: the key may come again. */
    release: async (of: IdempotentRequest): Promise<void> =>
      void (await db
        .deleteFrom('idempotency_key')
        .where('application_id', '=', of.applicationId)
        .where('key_hash', '=', sha256(of.key))
        .execute()),
    prune: async (now: Date): Promise<void> =>
      void (await db.deleteFrom('idempotency_key').where('expires_at', '<=', now).execute()),
  }
}

const place = ({ applicationId, key }: IdempotentRequest): string =>
  `idempotency_key.answer.${applicationId}.${sha256(key).toString('hex')}`
