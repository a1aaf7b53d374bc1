// Records of password hashes. The only file that reads or writes their table.
import { sql } from '@sluis/server-kit/sql'
import type { RawBuilder } from 'kysely'
import type { Db } from '#schema/tables.ts'
import type { StoredPassword } from './passwords.ts'

/**
 * `changedAt`: when its owner chose it, or it came from a directory; a new hash of the same password changes nothing.
 */
export type PasswordRecord = StoredPassword & { changedAt: Date }

/**
 * Part of a statement: finds a row where the password was not changed since it was checked, and holds it until the
 * transaction ends.
 */
export const heldPasswordSql = (personId: string, { changedAt }: PasswordRecord): RawBuilder<unknown> =>
  sql`select person_id from person_password where person_id = ${personId}
    and date_trunc('milliseconds', changed_at) = ${changedAt.toISOString()}::timestamptz for share`

export const passwordsStore = (db: Db) => ({
  findByPerson: (personId: string): Promise<PasswordRecord | undefined> =>
    db
      .selectFrom('person_password')
      .select(['format', 'hash', 'changed_at as changedAt'])
      .where('person_id', '=', personId)
      .executeTakeFirst(),

  /**
   * True for somebody whose password was chosen here, so that what an application has of before is not theirs any more.
   */
  isChosen: async (personId: string): Promise<boolean> =>
    (await db
      .selectFrom('person_password')
      .select('person_id')
      .where('person_id', '=', personId)
      .where((is) => is('imported_at', 'is distinct from', is.ref('changed_at')))
      .executeTakeFirst()) !== undefined,

  /** A new one in the place of whatever there was. A trigger notifies the applications where it is the first. */
  async set(personId: string, { format, hash }: StoredPassword, now: Date): Promise<void> {
    const chosen = { format, hash, changed_at: now, imported_at: null }
    await db
      .insertInto('person_password')
      .values({ person_id: personId, ...chosen })
      .onConflict((conflict) => conflict.column('person_id').doUpdateSet(chosen))
      .execute()
  },
  /** Takes over a hash from a directory, once: a password that is known here already stays. */
  async importHash(personId: string, password: StoredPassword, now: Date): Promise<void> {
    await db
      .insertInto('person_password')
      .values({
        person_id: personId,
        format: password.format,
        hash: password.hash,
        changed_at: now,
        imported_at: now,
      })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  },

  /**
   * Puts our own hash in the place of the one that was just verified; nothing happens where that one was changed in
   * between.
   */
  async rehash(personId: string, verified: StoredPassword, fresh: StoredPassword): Promise<void> {
    await db
      .updateTable('person_password')
      .set({ format: fresh.format, hash: fresh.hash })
      .where('person_id', '=', personId)
      .where('hash', '=', verified.hash)
      .execute()
  },
})

export type PasswordsStore = ReturnType<typeof passwordsStore>
