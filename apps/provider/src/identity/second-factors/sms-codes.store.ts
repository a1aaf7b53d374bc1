// Records of SMS codes: bound to one session and one purpose, keyed hashes alone, consumed once. The only file that
// reads or writes their table.
import { randomId } from '@sluis/server-kit/random'
import { hmacSha256, type Sealer } from '@sluis/server-kit/sealing'
import { sql } from '@sluis/server-kit/sql'
import { MINUTE_MS } from '@sluis/server-kit/time'
import type { Db } from '#schema/tables.ts'

/** (decision 0016) */
export const SMS_CODE_MINUTES = 5

export type SmsCodePurpose = 'sign-in' | 'confirm-number'
/** What a code is for: this factor of somebody, or this number that is to become one. */
export type SmsCodeTarget = { purpose: 'sign-in'; factorId: string } | { purpose: 'confirm-number'; e164: string }
export type SentCode = {
  factorId: string | null
  e164: string | null
  sentAt: Date
  expiresAt: Date
  messageId: string
}

export const smsCodesStore = (db: Db, sealer: Sealer) => {
  // By every sealing key, the one in front first: a code that was sent before it came is still good.
  const hashesOf = (sessionId: string, purpose: SmsCodePurpose, code: string): Buffer[] =>
    sealer.keysFor('texted codes').map((key) => hmacSha256(key, `${sessionId} ${purpose} ${code}`))
  const findUnused = (sessionId: string, purpose: SmsCodePurpose) =>
    db
      .selectFrom('sms_code')
      .select([
        'id',
        'factor_id as factorId',
        'number_sealed',
        'sent_at as sentAt',
        'expires_at as expiresAt',
        'message_id as messageId',
      ])
      .where('session_id', '=', sessionId)
      .where('purpose', '=', purpose)
      .where('consumed_at', 'is', null)
  const codeOf = (
    row: Awaited<ReturnType<ReturnType<typeof findUnused>['executeTakeFirst']>>,
  ): SentCode | undefined => {
    if (!row) return undefined
    const { id, number_sealed, ...sent } = row
    return { ...sent, e164: number_sealed && sealer.unseal(place(id), number_sealed).toString() }
  }
  return {
    /**
     * Until the transaction ends, one code at a time for a session: presses that come at once are judged one after the
     * other.
     */
    lock: async (sessionId: string): Promise<void> =>
      void (await sql`select pg_advisory_xact_lock(hashtextextended(${`text code ${sessionId}`}, 0))`.execute(db)),
    /** A new code takes the place of the one before it, which is dead. */
    async save(sessionId: string, what: SmsCodeTarget, code: string, messageId: string, now: Date): Promise<void> {
      const id = randomId()
      const row = {
        id,
        code_hash: hashesOf(sessionId, what.purpose, code)[0]!,
        factor_id: 'factorId' in what ? what.factorId : null,
        number_sealed: 'e164' in what ? sealer.seal(place(id), what.e164) : null,
        sent_at: now,
        expires_at: new Date(now.getTime() + SMS_CODE_MINUTES * MINUTE_MS),
        consumed_at: null,
        message_id: messageId,
      }
      await db
        .insertInto('sms_code')
        .values({ session_id: sessionId, purpose: what.purpose, ...row })
        .onConflict((conflict) => conflict.columns(['session_id', 'purpose']).doUpdateSet(row))
        .execute()
    },
    /** The last one that was sent and not used; it may have expired. */
    find: async (sessionId: string, purpose: SmsCodePurpose): Promise<SentCode | undefined> =>
      codeOf(await findUnused(sessionId, purpose).executeTakeFirst()),
    /**
     * The same, and nobody consumes it until the transaction ends: whoever sends a new one takes the row before the
     * counter, as whoever proves it does (rule 10).
     */
    findAndHold: async (sessionId: string, purpose: SmsCodePurpose): Promise<SentCode | undefined> =>
      codeOf(await findUnused(sessionId, purpose).forNoKeyUpdate().executeTakeFirst()),
    /**
     * Consumes the code of this session. Returns what it was for; null for a wrong, an old or a used one: of two
     * requests with one code, one wins.
     */
    async consume(
      sessionId: string,
      purpose: SmsCodePurpose,
      code: string,
      now: Date,
    ): Promise<{ factorId: string | null; e164: string | null } | null> {
      const row = await db
        .updateTable('sms_code')
        .set({ consumed_at: now })
        .where('session_id', '=', sessionId)
        .where('purpose', '=', purpose)
        .where('code_hash', 'in', hashesOf(sessionId, purpose, code))
        .where('consumed_at', 'is', null)
        .where('expires_at', '>', now)
        .returning(['id', 'factor_id as factorId', 'number_sealed'])
        .executeTakeFirst()
      return row
        ? {
            factorId: row.factorId,
            e164: row.number_sealed && sealer.unseal(place(row.id), row.number_sealed).toString(),
          }
        : null
    },
    /** True for the right code of this session that was used already: of presses at once all but one. */
    wasConsumed: async (sessionId: string, purpose: SmsCodePurpose, code: string): Promise<boolean> =>
      (await db
        .selectFrom('sms_code')
        .select('id')
        .where('session_id', '=', sessionId)
        .where('purpose', '=', purpose)
        .where('code_hash', 'in', hashesOf(sessionId, purpose, code))
        .where('consumed_at', 'is not', null)
        .executeTakeFirst()) !== undefined,
    prune: async (before: Date): Promise<void> =>
      void (await db.deleteFrom('sms_code').where('expires_at', '<', before).execute()),
  }
}

const place = (id: string): string => `text_code.number.${id}`

export type SmsCodesStore = ReturnType<typeof smsCodesStore>
