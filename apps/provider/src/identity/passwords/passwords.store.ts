// Records of password hashes. The only file that reads or writes their table.
import type { Db } from '#schema/tables.ts'
import type { StoredPassword } from './passwords.ts'

export const passwordsStore = (db: Db) => ({
  ofPerson: (personId: string): Promise<StoredPassword | undefined> => db.selectFrom('person_password').select(['format', 'hash']).where('person_id', '=', personId).executeTakeFirst(),

  /** Takes over a hash from a directory, once: a password that is known here already stays. */
  async takeOver(personId: string, password: StoredPassword, now: Date): Promise<void> {
    await db
      .insertInto('person_password')
      .values({ person_id: personId, format: password.format, hash: password.hash, changed_at: now })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  },

  /** Puts our own hash in the place of the one that was just verified; nothing happens where that one was changed in between. */
  async rehash(personId: string, verified: StoredPassword, fresh: StoredPassword): Promise<void> {
    await db.updateTable('person_password').set({ format: fresh.format, hash: fresh.hash }).where('person_id', '=', personId).where('hash', '=', verified.hash).execute()
  },
})
