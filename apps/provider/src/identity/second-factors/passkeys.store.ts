// Records of passkeys and security keys: public keys and counters. The only file that reads or writes their table.
import type { Db } from '#schema/tables.ts'
import { factorsStore } from './factors.store.ts'
import type { NewPasskey, Passkey } from './passkeys.ts'

export const passkeysStore = (db: Db) => {
  const all = () =>
    db
      .selectFrom('passkey as p')
      .innerJoin('second_factor as f', 'f.id', 'p.id')
      .select([
        'p.id',
        'f.person_id as personId',
        'p.credential_id as credentialId',
        'p.public_key as publicKey',
        'p.sign_count as signCount',
        'p.transports',
        'p.backup_eligible as backupEligible',
        'p.backed_up as backedUp',
        'f.name',
        'f.enrolled_at as enrolledAt',
        'f.last_used_at as lastUsedAt',
        'f.lost_at as lostAt',
        'f.quarantined_at as quarantinedAt',
      ])
  type Row = Awaited<ReturnType<ReturnType<typeof all>['execute']>>[number]
  const passkeyOf = (row: Row): Passkey => ({ ...row, kind: 'passkey', transports: row.transports as string[] })

  return {
    /** Newest first; also those that prove nothing any more. */
    listByPerson: async (personId: string): Promise<Passkey[]> =>
      (await all().where('f.person_id', '=', personId).orderBy('f.enrolled_at', 'desc').orderBy('f.id').execute()).map(
        passkeyOf,
      ),
    /** Whosoever it is. */
    async findByCredential(credentialId: Uint8Array): Promise<Passkey | undefined> {
      const row = await all().where('p.credential_id', '=', Buffer.from(credentialId)).executeTakeFirst()
      return row && passkeyOf(row)
    },

    /** False where somebody has this credential already (WebAuthn L3 §7.1): then nothing was put. */
    async add(passkey: NewPasskey, now: Date): Promise<boolean> {
      const {
        id,
        personId,
        name,
        credentialId,
        publicKey,
        algorithm,
        signCount,
        transports,
        backupEligible,
        backedUp,
        aaguid,
      } = passkey
      await factorsStore(db).add({ id, personId, kind: 'passkey', name }, now)
      const done = await db
        .insertInto('passkey')
        .values({
          id,
          credential_id: credentialId,
          public_key: publicKey,
          algorithm,
          sign_count: signCount,
          transports: JSON.stringify(transports),
          backup_eligible: backupEligible,
          backed_up: backedUp,
          aaguid,
        })
        .onConflict((conflict) => conflict.column('credential_id').doNothing())
        .executeTakeFirst()
      if (done.numInsertedOrUpdatedRows !== 1n) {
        await factorsStore(db).remove(personId, id)
        return false
      }
      return true
    },

    /**
     * Records a use. False where the counter did not rise, as of a key that was copied, or where the passkey proves
     * nothing any more: of two returns one count, one wins. Authenticators that do not count say 0 for ever.
     */
    async recordUse(id: string, count: number, backedUp: boolean, now: Date): Promise<boolean> {
      const done = await db
        .updateTable('passkey')
        .set({ sign_count: count, backed_up: backedUp })
        .where('id', '=', id)
        .where((is) => is.or([is('sign_count', '<', count), ...(count === 0 ? [is('sign_count', '=', 0)] : [])]))
        .executeTakeFirst()
      return done.numUpdatedRows === 1n && factorsStore(db).recordUse(id, now)
    },
  }
}

export type PasskeysStore = ReturnType<typeof passkeysStore>
