// Records of people. The only file that reads or writes their table.
import type { Language } from '@sluis/server-kit/messages'
import { sql } from 'kysely'
import type { Db } from '#schema/tables.ts'

export type Person = { id: string; name: string; email: string; language: Language; lockedAt: Date | null }

// The language that a person chose goes before what a directory says of them.
const chosenLanguage = sql<Language>`coalesce(chosen_language, language)`.as('language')
const columns = ['id', 'name', 'email', chosenLanguage, 'locked_at as lockedAt'] as const

export const peopleStore = (db: Db) => ({
  findById: (id: string): Promise<Person | undefined> =>
    db.selectFrom('person').select(columns).where('id', '=', id).executeTakeFirst(),
  findByEmail: (emailKey: string): Promise<Person | undefined> =>
    db.selectFrom('person').select(columns).where('email_key', '=', emailKey).executeTakeFirst(),

  /**
   * As a directory tells it; an address that the person chose here stays. Throws the unique violation
   * person_email_key_key where the address belongs to somebody else.
   */
  async upsert(
    person: { id: string; name: string; email: string; emailKey: string; language: Language },
    now: Date,
  ): Promise<void> {
    const { id, name, email, emailKey, language } = person
    await db
      .insertInto('person')
      .values({
        id,
        name,
        email,
        email_key: emailKey,
        language,
        created_at: now,
        locked_at: null,
        opened_at: null,
        email_chosen_at: null,
        chosen_language: null,
      })
      .onConflict((conflict) =>
        conflict.column('id').doUpdateSet({
          name,
          language,
          email: sql`case when person.email_chosen_at is null then excluded.email else person.email end`,
          email_key: sql`case when person.email_chosen_at is null then excluded.email_key else person.email_key end`,
        }),
      )
      .execute()
  },

  /**
   * An address that the person proved to read. False, and nothing changed, where it belongs to somebody else by now.
   * `chosenAt`: null gives it back to the directory.
   */
  async changeEmail(id: string, email: string, emailKey: string, chosenAt: Date | null): Promise<boolean> {
    const done = await db
      .updateTable('person')
      .set({ email, email_key: emailKey, email_chosen_at: chosenAt })
      .where('id', '=', id)
      .where((is) =>
        is.not(
          is.exists(
            is
              .selectFrom('person as other')
              .select('other.id')
              .where('other.email_key', '=', emailKey)
              .where('other.id', '!=', id),
          ),
        ),
      )
      .executeTakeFirst()
    return done.numUpdatedRows === 1n
  },
  emailChosenAt: async (id: string): Promise<Date | null> =>
    (await db.selectFrom('person').select('email_chosen_at').where('id', '=', id).executeTakeFirst())
      ?.email_chosen_at ?? null,
  chooseLanguage: async (id: string, chosen: Language): Promise<void> =>
    void (await db.updateTable('person').set({ chosen_language: chosen }).where('id', '=', id).execute()),

  /**
   * First in a transaction that changes more of a person than the row that it consumes: until it ends, such changes of
   * one person go one at a time (rule 10). Rows that refer to the person can be added meanwhile.
   */
  hold: async (id: string): Promise<void> =>
    void (await db.selectFrom('person').select('id').where('id', '=', id).forNoKeyUpdate().executeTakeFirst()),

  /** Closes the account. False when it was closed already. */
  async lock(id: string, now: Date): Promise<boolean> {
    const done = await db
      .updateTable('person')
      .set({ locked_at: now })
      .where('id', '=', id)
      .where('locked_at', 'is', null)
      .executeTakeFirst()
    return done.numUpdatedRows === 1n
  },
  /**
   * Closes it again, after everything that was under way has ended: a password that was chosen until then, also while
   * the lock was coming, counts as one from before it.
   */
  relock: async (id: string, now: Date): Promise<void> =>
    void (await db
      .updateTable('person')
      .set({
        locked_at: sql`greatest(${now.toISOString()}::timestamptz, (select changed_at from person_password where person_id = person.id))`,
      })
      .where('id', '=', id)
      .execute()),
  /** False when it was not closed. `openedAt`: now, where a human does it. */
  async unlock(id: string, openedAt: Date | null = null): Promise<boolean> {
    const done = await db
      .updateTable('person')
      .set({ locked_at: null, ...(openedAt && { opened_at: openedAt }) })
      .where('id', '=', id)
      .where('locked_at', 'is not', null)
      .executeTakeFirst()
    return done.numUpdatedRows === 1n
  },
  /** A human has made sure who asks, and lets them in again; the account was not locked. */
  markOpened: async (id: string, now: Date): Promise<void> =>
    void (await db.updateTable('person').set({ opened_at: now }).where('id', '=', id).execute()),
  listLocked: (): Promise<Person[]> =>
    db.selectFrom('person').select(columns).where('locked_at', 'is not', null).orderBy('locked_at', 'desc').execute(),

  listByIds: async (ids: readonly string[]): Promise<Person[]> =>
    ids.length === 0
      ? []
      : db.selectFrom('person').select(columns).where('id', 'in', ids).orderBy('name').orderBy('id').execute(),

  isAdministrator: async (id: string): Promise<boolean> =>
    (await db.selectFrom('administrator').select('person_id').where('person_id', '=', id).executeTakeFirst()) !==
    undefined,
  makeAdministrator: (id: string, now: Date) =>
    db
      .insertInto('administrator')
      .values({ person_id: id, granted_at: now })
      .onConflict((conflict) => conflict.doNothing())
      .execute(),
})
export type PeopleStore = ReturnType<typeof peopleStore>
