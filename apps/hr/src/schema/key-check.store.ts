// Whether HR_SECRET_KEY has the key that this database is sealed with.
import type { Kysely } from 'kysely'
import { requireSealingKey, sealCheck } from '@sluis/server-kit/key-check'
import type { Sealer } from '@sluis/server-kit/sealing'
import type { Tables } from './tables.ts'

/** Throws WrongKey where it has not. At the first start there is nothing yet to hold it against. */
export async function checkKey(db: Kysely<Tables>, sealer: Sealer): Promise<void> {
  // Of a database from before this check.
  const account = await db
    .selectFrom('bank_account')
    .select('iban_sealed')
    .orderBy('changed_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (account) requireSealingKey(sealer, account.iban_sealed, 'HR_SECRET_KEY')
  await db
    .insertInto('key_check')
    .values({ id: 1, word_sealed: sealCheck(sealer, 'key_check.word.1') })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  const { word_sealed } = await db
    .selectFrom('key_check')
    .select('word_sealed')
    .where('id', '=', 1)
    .executeTakeFirstOrThrow()
  requireSealingKey(sealer, word_sealed, 'HR_SECRET_KEY')
}
