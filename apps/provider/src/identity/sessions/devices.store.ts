// Records of the browsers in which people have signed in before, by a token whose hash alone is kept. The only file
// that reads or writes their table.
import { hashToken } from '@sluis/server-kit/sealing'
import { sql } from '@sluis/server-kit/sql'
import { DAY_MS } from '@sluis/server-kit/time'
import type { RawBuilder } from 'kysely'
import type { Db } from '#schema/tables.ts'

/** As long as browsers keep a cookie at the most. */
export const DEVICE_DAYS = 400

/**
 * What decides how a guess is counted. `isProved`: the person was let in by a second factor in this browser before;
 * `isSeen`: they have completed a sign-in in it.
 * `openedAt`: when a human opened the account last.
 */
export type BrowserHistory = { isProved: boolean; openedAt: Date | null; isSeen?: boolean }

export const devicesStore = (db: Db) => ({
  /**
   * Notes a sign-in. True where this browser was not known for this person: of sign-ins at once one is told so.
   * `isProved`: with a second factor.
   */
  async isNew(personId: string, token: string, browser: string, isProved: boolean, now: Date): Promise<boolean> {
    const seen = { personId, token, browser, isProved }
    return (await seenBrowserSql(seen, sql`(select) as nothing`, now).execute(db)).rows[0]?.isNew ?? false
  },
  /** A second factor was proved in a browser whose sign-in was finished before. */
  markProved: async (personId: string, token: string, now: Date): Promise<void> =>
    void (await markProvedSql(personId, token, sql`true`, now).execute(db)),
  async historyOf(personId: string, token: string | null): Promise<BrowserHistory> {
    const row = await db
      .selectFrom('person as p')
      .leftJoin('known_device as d', (join) =>
        join
          .onRef('d.person_id', '=', 'p.id')
          .on('d.token_hash', '=', hashToken(token ?? ''))
          .on('d.proved_at', 'is not', null),
      )
      .select(['p.opened_at as openedAt', 'd.proved_at as provedAt'])
      .where('p.id', '=', personId)
      .executeTakeFirst()
    return { isProved: (row?.provedAt ?? null) !== null, openedAt: row?.openedAt ?? null }
  },
  /**
   * Those that were proved first since then are known no more; null for all. What was first seen since then is as if it
   * had never been seen: its tries at the password count with those of strangers.
   */
  async forgetProofs(personId: string, since: Date | null): Promise<void> {
    if (since !== null)
      await db
        .deleteFrom('known_device')
        .where('person_id', '=', personId)
        .where('first_seen_at', '>=', since)
        .execute()
    await db
      .updateTable('known_device')
      .set({ proved_at: null })
      .where('person_id', '=', personId)
      .$if(since !== null, (query) => query.where('proved_at', '>=', since!))
      .execute()
  },
  prune: async (now: Date): Promise<void> =>
    void (await db
      .deleteFrom('known_device')
      .where('last_seen_at', '<', new Date(now.getTime() - DEVICE_DAYS * DAY_MS))
      .execute()),
})

/** Part of a statement, for the browser with this token where `where` holds. */
export const markProvedSql = (
  personId: string,
  token: string | null,
  where: RawBuilder<unknown>,
  now: Date,
): RawBuilder<unknown> => sql`
  update known_device set proved_at = ${firstProof(now)} where person_id = ${personId}
    and token_hash = ${token === null ? null : hashToken(token)}::bytea and ${where} returning person_id`

/** Part of a statement: notes a sign-in in a browser, for each row of `from`; says whether it was not known before. */
export const seenBrowserSql = (
  { personId, token, browser, isProved }: { personId: string; token: string; browser: string; isProved: boolean },
  from: RawBuilder<unknown>,
  now: Date,
): RawBuilder<{ isNew: boolean }> => {
  const at = sql`${now.toISOString()}::timestamptz`
  return sql`
    insert into known_device (person_id, token_hash, browser, first_seen_at, last_seen_at, proved_at)
    select ${personId}::uuid, ${hashToken(token)}::bytea, ${browser}::text, ${at}, ${at}, ${isProved ? at : sql`null::timestamptz`}
    from ${from}
    on conflict (person_id, token_hash) do update set last_seen_at = excluded.last_seen_at, browser = excluded.browser,
      proved_at = coalesce(known_device.proved_at, excluded.proved_at)
    returning xmax = 0 as "isNew"`
}

// The first one stays: how long a browser has been known decides whether it is trusted after "This was not me".
const firstProof = (now: Date) => sql<Date>`coalesce(proved_at, ${now.toISOString()}::timestamptz)`

export type DevicesStore = ReturnType<typeof devicesStore>
