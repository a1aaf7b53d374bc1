// Filling an empty database, all or nothing: the rows of a whole world together.
import type { Kysely } from 'kysely'
import type { Tables } from '#schema/tables.ts'

export type WorldRows = {
  [Table in 'company' | 'login' | 'employee_login' | 'employment' | 'leave_balance' | 'bank_account']: Tables[Table][]
}
export type Filling = Kysely<Tables>

const BATCH_SIZE = 400

export const isEmptyWorld = async (db: Kysely<Tables>): Promise<boolean> =>
  (await db.selectFrom('login').select('id').limit(1).execute()).length === 0

/** `afterwards` works in the same transaction. Throws where a row exists already. */
export const fillWorld = (
  db: Kysely<Tables>,
  rows: WorldRows,
  afterwards: (filling: Filling) => Promise<void>,
): Promise<void> =>
  db.transaction().execute(async (tx) => {
    // In this order, since the later ones point at the earlier ones.
    for (const table of [
      'company',
      'login',
      'employee_login',
      'employment',
      'leave_balance',
      'bank_account',
    ] as const) {
      const all = rows[table]
      for (let from = 0; from < all.length; from += BATCH_SIZE)
        await tx
          .insertInto(table)
          .values(all.slice(from, from + BATCH_SIZE))
          .execute()
    }
    await afterwards(tx)
  })
