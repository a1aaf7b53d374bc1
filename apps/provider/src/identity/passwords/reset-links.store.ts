// Mailed links to choose a new password: hashed, once, for a day, one a person. The only file that reads or writes
// their table.
import { hashToken, hmacSha256, type Sealer } from '@sluis/server-kit/sealing'
import { sql } from '@sluis/server-kit/sql'
import { HOUR_MS, latestStored } from '@sluis/server-kit/time'
import { isProvedByAnother } from '#identity/people/address-holder.store.ts'
import type { Db } from '#schema/tables.ts'

/** ASVS 6.4.1, NIST SP 800-63B-4 §4.2.1: what is mailed lives 24 hours at the most. */
export const RESET_LINK_HOURS = 24

// Whoever else has shown to read the mailbox since is not to find a link of somebody's in it.
const isWhereItWasSent = sql<boolean>`not ${isProvedByAnother(sql.ref('reset_link.person_id'), sql.ref('reset_link.made_at'))}`

/**
 * Whoever asks again within it gets the same link once more: mails overtake each other, and a stranger's asking must
 * not kill the link that its owner has just opened.
 */
const SAME_LINK_MS = HOUR_MS

export const resetLinksStore = (db: Db, sealer: Sealer) => ({
  /** The link that was made lately, or a new one in the place of the older one, which is dead at once. */
  async create(personId: string, now: Date): Promise<string> {
    const row = (madeAt: Date) => ({
      token_hash: hashToken(tokenOf(sealer, personId, madeAt)),
      made_at: madeAt,
      expires_at: new Date(madeAt.getTime() + RESET_LINK_HOURS * HOUR_MS),
      consumed_at: null,
    })
    const put = (isForced: boolean) =>
      db
        .insertInto('reset_link')
        .values({ person_id: personId, ...row(now) })
        .onConflict((conflict) =>
          conflict
            .column('person_id')
            .doUpdateSet(row(now))
            .where((is) =>
              is.or([
                is.lit(isForced),
                is('reset_link.consumed_at', 'is not', null),
                is('reset_link.made_at', '<=', new Date(now.getTime() - SAME_LINK_MS)),
                is('reset_link.made_at', '>', latestStored(now)),
                is.not(isWhereItWasSent),
              ]),
            ),
        )
        .returning('made_at')
        .executeTakeFirst()
    if (await put(false)) return tokenOf(sealer, personId, now)
    const standing = await db
      .selectFrom('reset_link')
      .select(['made_at', 'token_hash'])
      .where('person_id', '=', personId)
      .executeTakeFirst()
    if (standing) {
      const token = tokenOf(sealer, personId, standing.made_at)
      if (hashToken(token).equals(standing.token_hash)) return token
    }
    // One that the version before made, or another key, which nobody can tell again.
    await put(true)
    return tokenOf(sealer, personId, now)
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

/** Nobody makes it without the key; the same for the same instant. */
const tokenOf = (sealer: Sealer, personId: string, madeAt: Date): string =>
  hmacSha256(sealer.keyFor('reset links'), `${personId} ${madeAt.toISOString()}`).toString('base64url')
