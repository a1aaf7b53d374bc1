// Records of what was offered to people. The only file that reads or writes their table.
import type { Db, OfferTable } from '#schema/tables.ts'
import type { Offer } from './offers.ts'

export type OfferKind = OfferTable['kind']

export const offersStore = (db: Db) => ({
  find: (personId: string, kind: OfferKind): Promise<Offer | undefined> =>
    db
      .selectFrom('offer')
      .select(['times', 'asked_at as askedAt'])
      .where('person_id', '=', personId)
      .where('kind', '=', kind)
      .executeTakeFirst(),
  /** Made once more. `before`: as it was found; of two at once one counts. */
  async record(personId: string, kind: OfferKind, before: Offer | undefined, now: Date): Promise<void> {
    if (before)
      await db
        .updateTable('offer')
        .set({ times: before.times + 1, asked_at: now })
        .where('person_id', '=', personId)
        .where('kind', '=', kind)
        .where('times', '=', before.times)
        .execute()
    else
      await db
        .insertInto('offer')
        .values({ person_id: personId, kind, times: 1, asked_at: now })
        .onConflict((conflict) => conflict.doNothing())
        .execute()
  },
})

export type OffersStore = ReturnType<typeof offersStore>
