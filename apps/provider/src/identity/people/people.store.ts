// Records of people. The only file that reads or writes their table.
import type { Language } from '@sluis/server-kit/messages'
import { sql } from '@sluis/server-kit/sql'
import type { RawBuilder } from 'kysely'
import type { Db } from '#schema/tables.ts'

export type Person = {
  id: string
  name: string
  /** Parts of the name, where a directory says them. */
  givenName: string | null
  familyName: string | null
  /** As a directory says it, or as the person chose it. */
  email: string
  /** Nobody else has shown that it is theirs (decision 0026). */
  hasEmail: boolean
  /** The person has shown that it is theirs, by a link or a code that was mailed there. */
  emailProved: boolean
  language: Language
  lockedAt: Date | null
}

/** What is told of somebody. */
export type PersonProfile = Pick<
  Person,
  'id' | 'name' | 'givenName' | 'familyName' | 'email' | 'emailProved' | 'language'
>

// The language that a person chose goes before what a directory says of them.
const chosenLanguage = sql<Language>`coalesce(chosen_language, language)`.as('language')
const address = sql<string>`coalesce(email_key, email_waiting_key)`
export const personColumns = [
  'id',
  'name',
  'given_name as givenName',
  'family_name as familyName',
  'email',
  sql<boolean>`email_key is not null`.as('hasEmail'),
  sql<boolean>`coalesce(email_key = email_proved_key, false)`.as('emailProved'),
  chosenLanguage,
  'locked_at as lockedAt',
] as const

/** Of `listByEmail`, for statements that read more of them. */
export const peopleByEmail = (db: Db, emailKey: string, applicationId: string | null) =>
  db
    .selectFrom('person')
    .select(personColumns)
    .where(address, '=', emailKey)
    .where(
      sql<boolean>`(email_key is not null or not exists (
          select 1 from directory_person d where d.person_id = person.id and d.removed_at is not null))`,
    )
    .orderBy(
      sql`exists (select 1 from directory_person d where d.person_id = person.id and d.application_id = ${applicationId}::uuid) desc`,
    )
    .orderBy(sql`email_key is null`)
    .orderBy(sql`coalesce(email_claimed_at, created_at)`)
    .orderBy('id')

/** The profile of a row `alias` of the statement around. */
export const profileSql = (alias: string): RawBuilder<PersonProfile> => {
  const [of, row] = [(column: string) => sql.ref(`${alias}.${column}`), sql.id(alias)]
  return sql`json_build_object('id', ${of('id')}, 'name', ${of('name')}, 'givenName', ${of('given_name')},
    'familyName', ${of('family_name')}, 'email', ${of('email')}, 'language', coalesce(${row}.chosen_language, ${row}.language),
    'emailProved', coalesce(${of('email_key')} = ${of('email_proved_key')}, false))`
}

/**
 * Part of a statement: holds the person where the account is not locked, until what the statement adds is there. An
 * account that is being locked at this moment quarantines that, and one that is locked gets none.
 */
export const heldUnlockedSql = (personId: string): RawBuilder<unknown> =>
  sql`select id from person where id = ${personId}::uuid and locked_at is null for share`

export const peopleStore = (db: Db) => ({
  findById: (id: string): Promise<Person | undefined> =>
    db.selectFrom('person').select(personColumns).where('id', '=', id).executeTakeFirst(),
  /** Whoever has the address; where nobody has, whoever claimed it first. */
  findByEmail: async (emailKey: string): Promise<Person | undefined> =>
    (await peopleStore(db).listByEmail(emailKey, null))[0],
  /**
   * Everybody who may sign in by this address: whom the application's own directory means first, then whoever has it,
   * then those who claim it. What a directory deleted is a claim no longer.
   */
  listByEmail: (emailKey: string, applicationId: string | null): Promise<Person[]> =>
    peopleByEmail(db, emailKey, applicationId).execute(),

  /**
   * As a directory tells it; an address that the person chose here stays. `isFree`: nobody else has the address or may
   * get it back; otherwise this person claims it. Throws the unique violation person_email_key_key where somebody else
   * gets it at this moment.
   */
  async upsert(
    person: {
      id: string
      name: string
      givenName?: string | null
      familyName?: string | null
      email: string
      emailKey: string
      isFree: boolean
      language: Language
    },
    now: Date,
  ): Promise<void> {
    const { id, name, givenName, familyName, email, emailKey, isFree, language } = person
    const names = { name, given_name: givenName ?? null, family_name: familyName ?? null }
    const claim = {
      email,
      email_key: isFree ? emailKey : null,
      email_waiting_key: isFree ? null : emailKey,
      email_claimed_at: now,
    }
    const chosen = sql`person.email_chosen_at is not null`
    const has = sql`person.email_key = ${emailKey}`
    const claims = sql`coalesce(person.email_key, person.email_waiting_key) = ${emailKey}`
    const takenUnless = (column: keyof typeof claim, stays: RawBuilder<unknown>) =>
      sql<never>`case when ${stays} then ${sql.ref(`person.${column}`)} else ${sql.ref(`excluded.${column}`)} end`
    await db
      .insertInto('person')
      .values({
        id,
        ...names,
        ...claim,
        email_proved_key: null,
        email_proved_at: null,
        language,
        created_at: now,
        locked_at: null,
        opened_at: null,
        email_chosen_at: null,
        chosen_language: null,
      })
      .onConflict((conflict) =>
        conflict.column('id').doUpdateSet({
          ...names,
          language,
          email: takenUnless('email', chosen),
          email_key: takenUnless('email_key', sql`${chosen} or ${has}`),
          email_waiting_key: takenUnless('email_waiting_key', sql`${chosen} or ${has}`),
          // Said once more, it is the same claim.
          email_claimed_at: takenUnless('email_claimed_at', sql`${chosen} or ${claims}`),
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
      .set({ email, email_key: emailKey, email_waiting_key: null, email_chosen_at: chosenAt })
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
    void (await sql`select from person where id = ${id} for no key update`.execute(db)),

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
    db
      .selectFrom('person')
      .select(personColumns)
      .where('locked_at', 'is not', null)
      .orderBy('locked_at', 'desc')
      .execute(),

  listByIds: async (ids: readonly string[]): Promise<Person[]> =>
    ids.length === 0
      ? []
      : db.selectFrom('person').select(personColumns).where('id', 'in', ids).orderBy('name').orderBy('id').execute(),

  isAdministrator: async (id: string): Promise<boolean> =>
    (await db.selectFrom('administrator').select('person_id').where('person_id', '=', id).executeTakeFirst()) !==
    undefined,
  listAdministrators: async (): Promise<string[]> =>
    (await db.selectFrom('administrator').select('person_id').orderBy('person_id').execute()).map(
      (row) => row.person_id,
    ),
  makeAdministrator: (id: string, now: Date) =>
    db
      .insertInto('administrator')
      .values({ person_id: id, granted_at: now })
      .onConflict((conflict) => conflict.doNothing())
      .execute(),
})
export type PeopleStore = ReturnType<typeof peopleStore>
