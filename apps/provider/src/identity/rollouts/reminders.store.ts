// Records of reminders: when a company last had somebody reminded. The only file that reads or writes their table.
import { sql } from '@sluis/server-kit/sql'
import type { Db } from '#schema/tables.ts'
import { lapsedAt } from './reminder.ts'

/** `person`: what the directory calls them. `remindedAt`: by this company. */
export type Readiness = { person: string; isEnrolled: boolean; remindedAt: Date | null }

export const remindersStore = (db: Db) => ({
  /** Takes the reminder of some days. False where one was sent in them: of two at once one wins. */
  async take(personId: string, companyId: string, now: Date): Promise<boolean> {
    const done = await db
      .insertInto('reminder')
      .values({ person_id: personId, company_id: companyId, sent_at: now })
      .onConflict((conflict) =>
        conflict
          .columns(['person_id', 'company_id'])
          .doUpdateSet({ sent_at: now })
          .where('reminder.sent_at', '<=', lapsedAt(now)),
      )
      .executeTakeFirst()
    return done.numInsertedOrUpdatedRows === 1n
  },
  async lastSentAt(personId: string, companyId: string): Promise<Date | null> {
    const row = await db
      .selectFrom('reminder')
      .select('sent_at')
      .where('person_id', '=', personId)
      .where('company_id', '=', companyId)
      .executeTakeFirst()
    return row?.sent_at ?? null
  },

  /** Everybody who works at this company of a directory: ready or not, and no more (rule 7). */
  listByCompany: (applicationId: string, companyId: string, now: Date): Promise<Readiness[]> =>
    db
      .selectFrom('directory_person as d')
      .leftJoin('reminder as r', (join) =>
        join.onRef('r.person_id', '=', 'd.person_id').on('r.company_id', '=', companyId),
      )
      .select((from) => [
        'd.external_id as person',
        from
          .exists(from.selectFrom('second_factor as f').select('f.id').whereRef('f.person_id', '=', 'd.person_id'))
          .$castTo<boolean>()
          .as('isEnrolled'),
        'r.sent_at as remindedAt',
      ])
      .where('d.application_id', '=', applicationId)
      .where('d.removed_at', 'is', null)
      .where(sql<boolean>`(d.active_until is null or d.active_until > ${now})`)
      .where(
        sql<boolean>`exists (select 1 from membership m where m.application_id = ${applicationId} and m.person_id = d.person_id
          and m.company_id = ${companyId} and (m.ended_at is null or m.ended_at > ${now}))`,
      )
      .orderBy('d.external_id')
      .execute(),
})
export type RemindersStore = ReturnType<typeof remindersStore>
