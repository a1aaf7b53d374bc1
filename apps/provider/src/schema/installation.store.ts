// What a database belongs to: production never starts on a demo's, nor the demo on production's, and nobody without the
// keys that it was written with.
import { keyCheck, requireKey, requireSealingKey, sealCheck } from '@sluis/server-kit/key-check'
import type { Sealer } from '@sluis/server-kit/sealing'
import type { Db } from './tables.ts'

export class WrongInstallation extends Error {
  override name = 'WrongInstallation'
}

export async function claimInstallation(db: Db, kind: 'production' | 'demo', now: Date): Promise<void> {
  await db
    .insertInto('installation')
    .values({ id: 1, kind, created_at: now })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  const row = await db.selectFrom('installation').select('kind').where('id', '=', 1).executeTakeFirstOrThrow()
  if (row.kind !== kind)
    throw new WrongInstallation(
      `This database belongs to a ${row.kind} installation, and this is ${kind}. Nothing was changed.`,
    )
}

/**
 * Throws WrongKey where the sealing keys or the pepper are not those that this database was written with. The first
 * start leaves what later ones are held against; of two first starts with different keys one is refused.
 */
export async function checkKeys(db: Db, { sealer, pepper }: { sealer: Sealer; pepper: Uint8Array }): Promise<void> {
  const signingKey = await db
    .selectFrom('signing_key')
    .select('private_key_sealed as sealed')
    .orderBy('created_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  // Of a database from before these checks, which has none yet.
  if (signingKey) requireSealingKey(sealer, signingKey.sealed, 'SLUIS_SEALING_KEYS')
  await db
    .updateTable('installation')
    .set((column) => ({
      pepper_check: column.fn.coalesce('pepper_check', column.val(keyCheck(pepper))),
      sealing_check_sealed: column.fn.coalesce(
        'sealing_check_sealed',
        column.val(sealCheck(sealer, 'installation.sealing_check.1')),
      ),
    }))
    .where('id', '=', 1)
    .where((is) => is.or([is('pepper_check', 'is', null), is('sealing_check_sealed', 'is', null)]))
    .execute()
  const left = await db
    .selectFrom('installation')
    .select(['pepper_check', 'sealing_check_sealed'])
    .where('id', '=', 1)
    .executeTakeFirstOrThrow()
  requireSealingKey(sealer, left.sealing_check_sealed!, 'SLUIS_SEALING_KEYS')
  requireKey(pepper, left.pepper_check!, 'SLUIS_PASSWORD_PEPPER')
}
