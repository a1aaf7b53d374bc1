// Who was asked, a while after the set-up, whether everything works. The only file that reads or writes its table.
import type { Db } from '#schema/tables.ts'
import type { CheckUp } from './check-up.ts'

export const checkUpStore = (db: Db) => ({
  findByPerson: (personId: string): Promise<CheckUp | undefined> =>
    db
      .selectFrom('check_up')
      .select(['mailed_at as mailedAt', 'later_until as laterUntil', 'answered_at as answeredAt'])
      .where('person_id', '=', personId)
      .executeTakeFirst(),

  /** Those whose first factor that works is from between the two moments, and who were never asked. */
  async listDue(from: Date, until: Date, limit: number): Promise<string[]> {
    const rows = await db
      .selectFrom('second_factor as f')
      .innerJoin('person as p', 'p.id', 'f.person_id')
      .select('f.person_id')
      .distinct()
      .where('f.enrolled_at', '>', from)
      .where('f.enrolled_at', '<=', until)
      .where('p.locked_at', 'is', null)
      .where((is) =>
        is.not(
          is.exists(
            is
              .selectFrom('second_factor as earlier')
              .select('earlier.id')
              .whereRef('earlier.person_id', '=', 'f.person_id')
              .where('earlier.enrolled_at', '<=', from),
          ),
        ),
      )
      .where((is) =>
        is.not(
          is.exists(is.selectFrom('check_up as c').select('c.person_id').whereRef('c.person_id', '=', 'f.person_id')),
        ),
      )
      .limit(limit)
      .execute()
    return rows.map((row) => row.person_id)
  },
  /**
   * Marks the mail as sent. False where it was before, or there was an answer already: of two processes one sends it.
   */
  async claimMail(personId: string, now: Date): Promise<boolean> {
    const done = await db
      .insertInto('check_up')
      .values({ person_id: personId, mailed_at: now, later_until: null, answered_at: null })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst()
    return done.numInsertedOrUpdatedRows === 1n
  },
  snooze: (personId: string, until: Date) => upsert(db, personId, { later_until: until }),
  answer: (personId: string, now: Date) => upsert(db, personId, { answered_at: now }),
})

async function upsert(db: Db, personId: string, set: { later_until: Date } | { answered_at: Date }): Promise<void> {
  const row = { mailed_at: null, later_until: null, answered_at: null, ...set }
  await db
    .insertInto('check_up')
    .values({ person_id: personId, ...row })
    .onConflict((conflict) => conflict.column('person_id').doUpdateSet(set))
    .execute()
}

export type CheckUpStore = ReturnType<typeof checkUpStore>
