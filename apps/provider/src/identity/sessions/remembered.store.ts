// Records of browsers that need not show the second factor again for a while: bound to one person and to the browser's
// token, whose hash alone is kept. The only file that reads or writes their table.
import { randomId, randomToken } from '@sluis/server-kit/random'
import { hashToken } from '@sluis/server-kit/sealing'
import { sql } from '@sluis/server-kit/sql'
import { DAY_MS } from '@sluis/server-kit/time'
import type { RawBuilder } from 'kysely'
import type { Db } from '#schema/tables.ts'
import type { RememberedProof } from './sessions.store.ts'

export const REMEMBERED_DAYS = 30

type Id = string | RawBuilder<string>
type Instant = Date | RawBuilder<Date>

export type RememberedBrowser = { id: string; browser: string; factorAt: Date; lastUsedAt: Date; expiresAt: Date }

/** Whether the browser that a remembered session began in is still remembered: both have the same proof. */
export const isKeptSql = (session: { personId: Id; factorAt: Instant }, now: Date): RawBuilder<boolean> =>
  sql`exists (select 1 from remembered_browser where person_id = ${session.personId} and factor_at = ${session.factorAt}
    and ended_at is null and expires_at > ${now})`

/** Part of a statement: what the browser with this token proved, where it is remembered and `where` holds. */
export const usedRememberedSql = (
  token: string | null,
  personId: string,
  where: RawBuilder<unknown>,
  now: Date,
): RawBuilder<{ factor_kind: RememberedProof['kind']; factor_at: Date }> => sql`
  update remembered_browser set last_used_at = ${now.toISOString()}::timestamptz
  where token_hash = ${token === null ? null : hashToken(token)}::bytea and person_id = ${personId}
    and ended_at is null and expires_at > ${now.toISOString()}::timestamptz and ${where}
  returning factor_kind, factor_at`

export const rememberedStore = (db: Db) => ({
  /** Returns the browser's token. It ends 30 days after the proof, however often it is used. */
  async remember(personId: string, proof: RememberedProof, browser: string, now: Date): Promise<string> {
    const token = randomToken()
    await db
      .insertInto('remembered_browser')
      .values({
        id: randomId(),
        person_id: personId,
        token_hash: hashToken(token),
        factor_kind: proof.kind,
        factor_at: proof.at,
        browser,
        last_used_at: now,
        expires_at: new Date(proof.at.getTime() + REMEMBERED_DAYS * DAY_MS),
        ended_at: null,
      })
      .execute()
    return token
  },
  /** What the browser proved, if it is remembered for this person; it is thereby used. */
  async useByToken(token: string, personId: string, now: Date): Promise<RememberedProof | null> {
    const [row] = (await usedRememberedSql(token, personId, sql`true`, now).execute(db)).rows
    return row ? { kind: row.factor_kind, at: row.factor_at } : null
  },
  listByPerson: (personId: string, now: Date): Promise<RememberedBrowser[]> =>
    db
      .selectFrom('remembered_browser')
      .select(['id', 'browser', 'factor_at as factorAt', 'last_used_at as lastUsedAt', 'expires_at as expiresAt'])
      .where('person_id', '=', personId)
      .where('ended_at', 'is', null)
      .where('expires_at', '>', now)
      .orderBy('last_used_at', 'desc')
      .execute(),
  async end(personId: string, id: string, now: Date): Promise<boolean> {
    const done = await db
      .updateTable('remembered_browser')
      .set({ ended_at: now })
      .where('person_id', '=', personId)
      .where('id', '=', id)
      .where('ended_at', 'is', null)
      .executeTakeFirst()
    return done.numUpdatedRows === 1n
  },
  /** After a change of password, a reset, a factor that was removed, a freeze. */
  endAll: async (personId: string, now: Date): Promise<void> =>
    void (await db
      .updateTable('remembered_browser')
      .set({ ended_at: now })
      .where('person_id', '=', personId)
      .where('ended_at', 'is', null)
      .execute()),
  /** Everybody's. */
  endAllForEveryone: async (now: Date): Promise<void> =>
    void (await db.updateTable('remembered_browser').set({ ended_at: now }).where('ended_at', 'is', null).execute()),
  prune: async (now: Date): Promise<void> =>
    void (await db.deleteFrom('remembered_browser').where('expires_at', '<=', now).execute()),
})

export type RememberedStore = ReturnType<typeof rememberedStore>
