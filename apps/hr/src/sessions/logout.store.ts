// What Sluis says of sessions that have ended: used once, and our sessions that came of them end too.
import { sql, type Kysely, type Transaction } from 'kysely'
import { hashToken } from '@sluis/server-kit/sealing'
import { DAY_MS } from '@sluis/server-kit/time'
import type { Tables } from '#schema/tables.ts'

/** With a `sid` that one session; without, all of the person's. */
export type Logout = { jti: string; sid: string | null; sub: string | null; issuedAt: Date }
export type LogoutStore = ReturnType<typeof createLogoutStore>

export function createLogoutStore(db: Kysely<Tables>) {
  return {
    /**
     * Ends the sessions that came of it. The same token is refused the second time; where the work fails, it was not
     * used.
     */
    receive: ({ jti, sid, sub, issuedAt }: Logout, now: Date): Promise<{ ended: number } | 'replayed'> =>
      db.transaction().execute(async (tx) => {
        if (sid !== null) await lockSid(tx, sid)
        const inserted = await tx
          .insertInto('received_logout')
          .values({ jti_hash: hashToken(jti), sid, issued_at: issuedAt, received_at: now })
          .onConflict((conflict) => conflict.column('jti_hash').doNothing())
          .executeTakeFirst()
        if (inserted.numInsertedOrUpdatedRows !== 1n) return 'replayed'
        const ended = await tx
          .updateTable('session')
          .set({ ended_at: now, ended_by: 'sluis', refresh_sealed: null, id_token_sealed: null })
          .where('ended_at', 'is', null)
          .$if(sid !== null, (query) => query.where('sid', '=', sid))
          // Both where both are there: a session never ends in the name of somebody else.
          .$if(sub !== null, (query) =>
            query.where('login_id', 'in', (from) => from.selectFrom('login').select('id').where('sub', '=', sub)),
          )
          .executeTakeFirst()
        return { ended: Number(ended.numUpdatedRows) }
      }),

    prune: async (now: Date): Promise<void> =>
      void (await db
        .deleteFrom('received_logout')
        .where('received_at', '<', new Date(now.getTime() - DAY_MS))
        .execute()),
  }
}

/** True where the session at Sluis was ended after this answer was given: the logout token overtook it. */
export async function isLoggedOutSince(tx: Transaction<Tables>, sid: string, issuedAt: Date): Promise<boolean> {
  await lockSid(tx, sid)
  return (
    (await tx
      .selectFrom('received_logout')
      .select('jti_hash')
      .where('sid', '=', sid)
      .where('issued_at', '>=', issuedAt)
      .executeTakeFirst()) !== undefined
  )
}

/** A session that is being created, and the logout token that ends it, see each other. */
const lockSid = async (tx: Transaction<Tables>, sid: string): Promise<void> =>
  void (await sql`select pg_advisory_xact_lock(hashtext(${sid}))`.execute(tx))
