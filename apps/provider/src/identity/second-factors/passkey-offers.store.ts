// Who was offered a passkey in which browser, and when: asked once, and then not for a while (U-17). The only file that
// reads or writes their table.
import { hashToken } from '@sluis/server-kit/sealing'
import { DAY_MS } from '@sluis/server-kit/time'
import type { Db } from '#schema/tables.ts'

export const OFFER_AGAIN_DAYS = 30

export const passkeyOffersStore = (db: Db) => ({
  /** `browser`: the token of the browser's own cookie. */
  async isDue(personId: string, browser: string, now: Date): Promise<boolean> {
    const record = await db
      .selectFrom('passkey_offer')
      .select('asked_at')
      .where('person_id', '=', personId)
      .where('browser_hash', '=', hashToken(browser))
      .where('asked_at', '>', before(now))
      .executeTakeFirst()
    return record === undefined
  },
  async asked(personId: string, browser: string, now: Date): Promise<void> {
    const row = { asked_at: now }
    await db
      .insertInto('passkey_offer')
      .values({ person_id: personId, browser_hash: hashToken(browser), ...row })
      .onConflict((conflict) => conflict.columns(['person_id', 'browser_hash']).doUpdateSet(row))
      .execute()
  },
  prune: async (now: Date): Promise<void> =>
    void (await db.deleteFrom('passkey_offer').where('asked_at', '<=', before(now)).execute()),
})

const before = (now: Date): Date => new Date(now.getTime() - OFFER_AGAIN_DAYS * DAY_MS)

export type PasskeyOffersStore = ReturnType<typeof passkeyOffersStore>
