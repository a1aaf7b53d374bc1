// Mailed links to choose a new password: hashed, once, for a day, one a person. The only file that reads or writes
// their table.
import { randomToken } from '@sluis/server-kit/random'
import { hashToken } from '@sluis/server-kit/sealing'
import { HOUR_MS } from '@sluis/server-kit/time'
import { sql } from 'kysely'
import { isProvedByAnother } from '#identity/people/address-holder.store.ts'
import type { Db } from '#schema/tables.ts'

/** ASVS 6.4.1, NIST SP 800-63B-4 §4.2.1: what is mailed lives 24 hours at the most. */
export const RESET_LINK_HOURS = 24

// Whoever else has shown to read the mailbox since is not to find a link of somebody's in it.
const isWhereItWasSent = sql<boolean>`not ${isProvedByAnother(sql.ref('reset_link.person_id'), sql.ref('reset_link.made_at'))}`

export const resetLinksStore = (db: Db) => ({
  /** A newer link takes the place of the older one, which is dead at once. */
  async create(personId: string, now: Date): Promise<string> {
    const token = randomToken()
    const row = {
      token_hash: hashToken(token),
      made_at: now,
      expires_at: new Date(now.getTime() + RESET_LINK_HOURS * HOUR_MS),
      consumed_at: null,
    }
    await db
      .insertInto('reset_link')
      .values({ person_id: personId, ...row })
      .onConflict((conflict) => conflict.column('person_id').doUpdateSet(row))
      .execute()
    return token
  },
  /** Whose link this is, while it works. Looking consumes nothing: mail scanners look too. */
  personOf: async (token: string, now: Date): Promise<string | undefined> =>
    (
      await db
        .selectFrom('reset_link')
        .select('person_id')
        .where('token_hash', '=', hashToken(token))
        .where('consumed_at', 'is', null)
        .where('expires_at', '>', now)
        .where(isWhereItWasSent)
        .executeTakeFirst()
    )?.person_id,
  /** Consumes the link: returns its person, once. */
  consume: async (token: string, now: Date): Promise<string | undefined> =>
    (
      await db
        .updateTable('reset_link')
        .set({ consumed_at: now })
        .where('token_hash', '=', hashToken(token))
        .where('consumed_at', 'is', null)
        .where('expires_at', '>', now)
        .where(isWhereItWasSent)
        .returning('person_id')
        .executeTakeFirst()
    )?.person_id,
  delete: async (personId: string): Promise<void> =>
    void (await db.deleteFrom('reset_link').where('person_id', '=', personId).execute()),
  prune: async (now: Date): Promise<void> =>
    void (await db.deleteFrom('reset_link').where('expires_at', '<=', now).execute()),
})

export type ResetLinksStore = ReturnType<typeof resetLinksStore>
