// Records of people. The only file that reads or writes their table.
import type { Language } from '@sluis/ground'
import type { Db } from '#schema/tables.ts'

export type Person = { id: string; name: string; email: string; language: Language; frozenAt: Date | null }

const columns = ['id', 'name', 'email', 'language', 'frozen_at as frozenAt'] as const

export const peopleStore = (db: Db) => ({
  findById: (id: string): Promise<Person | undefined> => db.selectFrom('person').select(columns).where('id', '=', id).executeTakeFirst(),
  findByEmail: (emailKey: string): Promise<Person | undefined> => db.selectFrom('person').select(columns).where('email_key', '=', emailKey).executeTakeFirst(),

  /** Throws the unique violation person_email_key_key where the address belongs to somebody else. */
  async put(person: { id: string; name: string; email: string; emailKey: string; language: Language }, now: Date): Promise<void> {
    const { id, name, email, emailKey, language } = person
    await db
      .insertInto('person')
      .values({ id, name, email, email_key: emailKey, language, created_at: now, frozen_at: null })
      .onConflict((conflict) => conflict.column('id').doUpdateSet({ name, email, email_key: emailKey, language }))
      .execute()
  },

  /** Closes the account. False when it was closed already. */
  async freeze(id: string, now: Date): Promise<boolean> {
    const done = await db.updateTable('person').set({ frozen_at: now }).where('id', '=', id).where('frozen_at', 'is', null).executeTakeFirst()
    return done.numUpdatedRows === 1n
  },
  async unfreeze(id: string): Promise<boolean> {
    const done = await db.updateTable('person').set({ frozen_at: null }).where('id', '=', id).where('frozen_at', 'is not', null).executeTakeFirst()
    return done.numUpdatedRows === 1n
  },
  frozen: (): Promise<Person[]> => db.selectFrom('person').select(columns).where('frozen_at', 'is not', null).orderBy('frozen_at', 'desc').execute(),

  isAdministrator: async (id: string): Promise<boolean> => (await db.selectFrom('administrator').select('person_id').where('person_id', '=', id).executeTakeFirst()) !== undefined,
  makeAdministrator: (id: string, now: Date) =>
    db.insertInto('administrator').values({ person_id: id, granted_at: now }).onConflict((conflict) => conflict.doNothing()).execute(),
})
export type PeopleStore = ReturnType<typeof peopleStore>
