// What Sluis says of sessions that have ended: used once, and our sessions that came of them end too. Without a `sid`
// it is all that the person has here, what our own password has opened as well.
import { sql, type Kysely, type Transaction } from 'kysely'
import { hashToken } from '@sluis/server-kit/sealing'
import { DAY_MS } from '@sluis/server-kit/time'
import type { Tables } from '#schema/tables.ts'
import type { LogoutClaims } from '#sluis/logout-token.ts'

/**
 * What a log-in by password was decided on: what Sluis calls the person, and how often it had ended all of theirs, read
 * before it was asked.
 */
export type PasswordDecision = { sub: string; logouts: number }
export type LogoutStore = ReturnType<typeof createLogoutStore>

export function createLogoutStore(db: Kysely<Tables>) {
  return {
    /**
     * Ends the sessions that came of it; `logins`: whose all have ended. The same token is refused the second time;
     * where the work fails, it was not used.
     */
    receive: (logout: LogoutClaims, now: Date): Promise<{ ended: number; logins: string[] } | 'replayed'> =>
      db.transaction().execute(async (tx) => {
        const { jti, sid, issuedAt } = logout
        if (sid !== null) await lockSid(tx, sid)
        const inserted = await tx
          .insertInto('received_logout')
          .values({ jti_hash: hashToken(jti), sid, issued_at: issuedAt, received_at: now })
          .onConflict((conflict) => conflict.column('jti_hash').doNothing())
          .executeTakeFirst()
        if (inserted.numInsertedOrUpdatedRows !== 1n) return 'replayed'
        if (logout.sid === null) return endAllOf(tx, logout, now)
        const ended = await endSessions(tx, now)
          .where('sid', '=', logout.sid)
          // Both where both are there: a session never ends in the name of somebody else.
          .$if(logout.sub !== null, (query) =>
            query.where('login_id', 'in', (from) =>
              from.selectFrom('login').select('id').where('sub', '=', logout.sub),
            ),
          )
          .executeTakeFirst()
        return { ended: Number(ended.numUpdatedRows), logins: [] }
      }),

    prune: async (now: Date): Promise<void> =>
      void (await db
        .deleteFrom('received_logout')
        .where('received_at', '<', new Date(now.getTime() - DAY_MS))
        .execute()),
  }
}

const endSessions = (tx: Transaction<Tables>, now: Date) =>
  tx
    .updateTable('session')
    .set({ ended_at: now, ended_by: 'sluis', refresh_sealed: null, id_token_sealed: null })
    .where('ended_at', 'is', null)

/**
 * The login first, so that a session which is being created is there already, or will not be made. What Sluis issued
 * after the end stays, however late this arrives; what our password opened ends in any case: it was let in by the word
 * of Sluis from before.
 */
async function endAllOf(
  tx: Transaction<Tables>,
  { sub, endedAt }: { sub: string; endedAt: Date },
  now: Date,
): Promise<{ ended: number; logins: string[] }> {
  const rows = await tx
    .updateTable('login')
    .set((is) => ({
      logouts: is('logouts', '+', 1),
      logged_out_at: is.fn<Date>('greatest', ['logged_out_at', is.val(endedAt)]),
    }))
    .where((is) => is.or([is('sub', '=', sub), is('directory_sub', '=', sub)]))
    .returning('id')
    .execute()
  const logins = rows.map(({ id }) => id)
  if (logins.length === 0) return { ended: 0, logins }
  const ended = await endSessions(tx, now)
    .where('login_id', 'in', logins)
    .where((is) => is.or([is('issued_at', 'is', null), is('issued_at', '<', endedAt)]))
    .executeTakeFirst()
  return { ended: Number(ended.numUpdatedRows), logins }
}

/**
 * True where Sluis ended all of this person's after the log-in was decided on. Otherwise that waits until the
 * transaction ends, and finds the session.
 */
export async function isPasswordOver(
  tx: Transaction<Tables>,
  loginId: string,
  { sub, logouts }: PasswordDecision,
): Promise<boolean> {
  const login = await tx
    .selectFrom('login')
    .select('directory_sub')
    .where('id', '=', loginId)
    .where('logouts', '=', logouts)
    .forNoKeyUpdate()
    .executeTakeFirst()
  if (!login) return true
  if (login.directory_sub !== sub)
    await tx.updateTable('login').set({ directory_sub: sub }).where('id', '=', loginId).execute()
  return false
}

/** True where Sluis ended the session, or all of the person's, after this answer was given: the token overtook it. */
export async function isLoggedOutSince(
  tx: Transaction<Tables>,
  loginId: string,
  { sid, issuedAt }: { sid: string | null; issuedAt: Date },
): Promise<boolean> {
  if (sid !== null) await lockSid(tx, sid)
  const login = await tx
    .selectFrom('login')
    .select('id')
    .where('id', '=', loginId)
    .where((is) => is.or([is('logged_out_at', 'is', null), is('logged_out_at', '<=', issuedAt)]))
    .forShare()
    .executeTakeFirst()
  if (!login) return true
  if (sid === null) return false
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
