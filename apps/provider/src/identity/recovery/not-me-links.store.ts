// "This was not me" links: hashed, once, for 30 days. The only file that reads or writes their table.
import { type Decision, accept, refuse } from '@sluis/server-kit/decision'
import { randomToken } from '@sluis/server-kit/random'
import { hashToken } from '@sluis/server-kit/sealing'
import { DAY_MS } from '@sluis/server-kit/time'
import type { Db } from '#schema/tables.ts'

const LINK_DAYS = 30

export const notMeStore = (db: Db) => ({
  async create(personId: string, notice: string, now: Date): Promise<string> {
    const token = randomToken()
    await db
      .insertInto('not_me_link')
      .values({
        token_hash: hashToken(token),
        person_id: personId,
        notice,
        created_at: now,
        expires_at: new Date(now.getTime() + LINK_DAYS * DAY_MS),
        consumed_at: null,
      })
      .execute()
    return token
  },
  /** Whose link this is, while it works. Looking consumes nothing: mail scanners look too. */
  personOf: async (token: string, now: Date): Promise<string | undefined> =>
    (
      await db
        .selectFrom('not_me_link')
        .select('person_id')
        .where('token_hash', '=', hashToken(token))
        .where('consumed_at', 'is', null)
        .where('expires_at', '>', now)
        .executeTakeFirst()
    )?.person_id,
  /** Consumes the link: returns its person, once. */
  async consume(token: string, now: Date): Promise<Decision<string, 'link-unknown'>> {
    const row = await db
      .updateTable('not_me_link')
      .set({ consumed_at: now })
      .where('token_hash', '=', hashToken(token))
      .where('consumed_at', 'is', null)
      .where('expires_at', '>', now)
      .returning('person_id')
      .executeTakeFirst()
    return row ? accept(row.person_id) : refuse('link-unknown')
  },
  deleteAll: async (personId: string): Promise<void> =>
    void (await db.deleteFrom('not_me_link').where('person_id', '=', personId).execute()),
  prune: async (now: Date): Promise<void> =>
    void (await db.deleteFrom('not_me_link').where('expires_at', '<=', now).execute()),
})

export type NotMeStore = ReturnType<typeof notMeStore>
