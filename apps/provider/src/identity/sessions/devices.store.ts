// Records of the browsers in which people have signed in before, by a token whose hash alone is kept. The only file
// that reads or writes their table.
import { hashToken } from '@sluis/server-kit/sealing'
import { DAY_MS } from '@sluis/server-kit/time'
import type { Db } from '#schema/tables.ts'

/** As long as browsers keep a cookie at the most. */
export const DEVICE_DAYS = 400

export const devicesStore = (db: Db) => ({
  /** Notes a sign-in. True where this browser was not known for this person: of sign-ins at once one is told so. */
  async isNew(personId: string, token: string, browser: string, now: Date): Promise<boolean> {
    const known = await db
      .updateTable('known_device')
      .set({ last_seen_at: now, browser })
      .where('person_id', '=', personId)
      .where('token_hash', '=', hashToken(token))
      .executeTakeFirst()
    if (known.numUpdatedRows === 1n) return false
    const added = await db
      .insertInto('known_device')
      .values({ person_id: personId, token_hash: hashToken(token), browser, first_seen_at: now, last_seen_at: now })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst()
    return added.numInsertedOrUpdatedRows === 1n
  },
  prune: async (now: Date): Promise<void> =>
    void (await db
      .deleteFrom('known_device')
      .where('last_seen_at', '<', new Date(now.getTime() - DEVICE_DAYS * DAY_MS))
      .execute()),
})

export type DevicesStore = ReturnType<typeof devicesStore>
