// "This was not me" links: hashed, once, for 30 days. The only file that reads or writes their table.
import { emailKey } from '@sluis/server-kit/email'
import { type Decision, accept, refuse } from '@sluis/server-kit/decision'
import { randomToken } from '@sluis/server-kit/random'
import { hashToken } from '@sluis/server-kit/sealing'
import { sql } from '@sluis/server-kit/sql'
import { DAY_MS } from '@sluis/server-kit/time'
import { isAnothers } from '#identity/people/address-holder.store.ts'
import type { Db } from '#schema/tables.ts'

const LINK_DAYS = 30
const isWhereItWasSent = sql<boolean>`not ${isAnothers(sql.ref('not_me_link.email_key'), sql.ref('not_me_link.person_id'))}`

export const notMeStore = (db: Db) => ({
  /** `email`: the address that it is mailed to. Where that becomes somebody else's, the link is dead. */
  async create(personId: string, notice: string, now: Date, email?: string): Promise<string> {
    const token = randomToken()
    const key = email === undefined ? null : emailKey(email)
    await db
      .insertInto('not_me_link')
      .values({
        token_hash: hashToken(token),
        person_id: personId,
        notice,
        email_key: key?.ok ? key.value : null,
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
        .where(isWhereItWasSent)
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
      .where(isWhereItWasSent)
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
