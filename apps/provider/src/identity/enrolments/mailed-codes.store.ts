// Codes mailed to the known address as second proof of a first enrolment. The only file that reads or writes their
// table.
import { type Sealer, hmacSha256 } from '@sluis/server-kit/sealing'
import { sql } from '@sluis/server-kit/sql'
import { MINUTE_MS } from '@sluis/server-kit/time'
import { isProvedByAnother } from '#identity/people/address-holder.store.ts'
import type { Db } from '#schema/tables.ts'

/** NIST SP 800-63B-4 §3.1.3: at most 10. */
export const MAILED_CODE_MINUTES = 10

// Whoever else has shown to read the mailbox since is not to find a code of somebody's in it.
const isWhereItWasSent = sql<boolean>`not ${isProvedByAnother(sql`(select s.person_id from session as s where s.id = mailed_code.session_id)`, sql.ref('mailed_code.sent_at'))}`

export const mailedCodesStore = (db: Db, sealer: Sealer) => {
  // Six digits can be guessed from a plain hash; a keyed one says nothing without the key.
  // By every sealing key, the one in front first: a code that was mailed before it came is still good.
  const hashesOf = (sessionId: string, code: string) =>
    sealer.keysFor('mailed codes').map((key) => hmacSha256(key, `${sessionId} ${code}`))
  return {
    /** A new code takes the place of the one before it. */
    async save(sessionId: string, code: string, now: Date): Promise<void> {
      const row = {
        code_hash: hashesOf(sessionId, code)[0]!,
        sent_at: now,
        expires_at: new Date(now.getTime() + MAILED_CODE_MINUTES * MINUTE_MS),
        consumed_at: null,
      }
      await db
        .insertInto('mailed_code')
        .values({ session_id: sessionId, ...row })
        .onConflict((conflict) => conflict.column('session_id').doUpdateSet(row))
        .execute()
    },
    find: (sessionId: string) =>
      db
        .selectFrom('mailed_code')
        .select(['sent_at as sentAt', 'expires_at as expiresAt', 'consumed_at as spentAt'])
        .where('session_id', '=', sessionId)
        .executeTakeFirst(),
    /** Codes that were mailed to an address which is not the person's any more. */
    deleteByPerson: async (personId: string): Promise<void> =>
      void (await db
        .deleteFrom('mailed_code')
        .where('session_id', 'in', (from) => from.selectFrom('session').select('id').where('person_id', '=', personId))
        .execute()),
    /** Consumes the code of this session. False for a wrong, an old or a used one. */
    async consume(sessionId: string, code: string, now: Date): Promise<boolean> {
      const done = await db
        .updateTable('mailed_code')
        .set({ consumed_at: now })
        .where('session_id', '=', sessionId)
        .where('code_hash', 'in', hashesOf(sessionId, code))
        .where('consumed_at', 'is', null)
        .where('expires_at', '>', now)
        .where(isWhereItWasSent)
        .executeTakeFirst()
      return done.numUpdatedRows === 1n
    },
  }
}

export type MailedCodesStore = ReturnType<typeof mailedCodesStore>
