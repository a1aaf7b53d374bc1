// What a proof leaves behind, in one guarded statement each: consumed, the session raised, tries reset, told in the
// trail. Of two that come at once one finds its row. Locks are taken in the order of rule 10, since each part waits for
// the one before it.
import { randomId, randomToken } from '@sluis/server-kit/random'
import type { Sealer } from '@sluis/server-kit/sealing'
import { sql } from '@sluis/server-kit/sql'
import type { RawBuilder } from 'kysely'
import { type Counter, refundSql, resetSql, resetWithinSql } from '#identity/attempts/attempts.store.ts'
import { auditFor } from '#identity/audit/audit-for.ts'
import type { AuditEntry } from '#identity/audit/entry.ts'
import { appendSql } from '#identity/audit/audit.store.ts'
import { heldPasswordSql, type PasswordRecord } from '#identity/passwords/passwords.store.ts'
import { usedFactorSql } from '#identity/second-factors/factors.store.ts'
import { consumedStepSql } from '#identity/second-factors/totp.store.ts'
import { markProvedSql, seenBrowserSql } from '#identity/sessions/devices.store.ts'
import { usedRememberedSql } from '#identity/sessions/remembered.store.ts'
import {
  begunSessionSql,
  endedSessionSql,
  finishedSessionSql,
  provedAndFinishedSql,
  provedSessionSql,
} from '#identity/sessions/session-parts.store.ts'
import type { Session } from '#identity/sessions/sessions.store.ts'
import type { Db } from '#schema/tables.ts'
import {
  readRecord,
  recordSql,
  SESSION_COLUMNS,
  type SignInAsked,
  type SignInRecord,
  type SignInRow,
} from './sign-in-record.store.ts'

/** `before`: the session of this browser until now. `remembered`: the token of a remembered browser. */
export type PasswordProof = {
  personId: string
  password: PasswordRecord
  before: Pick<Session, 'id' | 'personId'> | null
  browser: string
  origin: string
  remembered: string | null
  /** What counted the try; `isReset`: all that it counted before goes too. */
  counters: readonly (Counter & { isReset: boolean })[]
  /** Where the sign-in leads. */
  asked?: SignInAsked
}

/** `entry`: what is told of it in the trail. `device`: the browser's lasting token. */
export type SignInEnd = { origin: string; device: string; entry: AuditEntry }
/**
 * `step`: of the code; `offset`: how many the phone was ahead. `counters`: what counted it, the narrow one first.
 * `end`: where it is the last proof of its sign-in.
 */
export type CodeProof = {
  factorId: string
  step: number
  offset: number
  counters: readonly Counter[]
  end: SignInEnd | null
}

export const proofsStore = (db: Db, sealer: Sealer) => ({
  /**
   * The password of this person: the session of this browser goes on, or another begins. Returns the session's new
   * token, and all that is stored of the sign-in with that session, which the same statement reads; null where the
   * password was changed since it was checked.
   */
  async provePassword(proof: PasswordProof, now: Date): Promise<{ token: string; record: SignInRecord } | null> {
    const token = randomToken()
    const { personId, before, remembered, origin, asked = {} } = proof
    const own = before?.personId === personId ? before.id : null
    const other = before && own === null ? before.id : null
    const begun = { id: randomId(), token, personId, browser: proof.browser, origin }
    const entry = { action: 'password-proved', result: 'done', actor: personId, personId, origin } as const
    const isAnother = sql`not exists (select from own)`
    const from = sql`held left join browser on true where ${isAnother} and ${ran('other')}`
    const last = proof.counters.length === 0 ? 'proved' : `reset_${proof.counters.length - 1}`
    const { rows } = await sql<SignInRow>`
      with held as (${heldPasswordSql(personId, proof.password)}),
        own as (${provedSessionSql(own, { password: true }, token, sql`exists (select from held)`, now, SESSION_COLUMNS)}),
        other as (${endedSessionSql(other, after('own', 'held'), now)}),
        browser as (${usedRememberedSql(remembered, personId, sql`exists (select from held) and ${isAnother}`, now)}),
        begun as (${begunSessionSql(begun, from, now, SESSION_COLUMNS)}),
        proved as (select * from own union all select * from begun),
        ${sql.join([...resetParts(proof.counters), appendSql([{ entry, now }], after(last, 'proved'))])}
      ${recordSql(asked, sql`select * from proved`, now)}`.execute(db)
    const record = readRecord(rows[0]!, asked, sealer, now)
    return record.session ? { token, record } : null
  },

  /**
   * A code of an authenticator app. `isConsumed`: false for one that was used before, or whose factor proves nothing
   * any more. `token`: the session's new one; null where it is over, or, with an `end`, was ended by somebody else at
   * this moment. `isNew`: of an end, as that of `finish`.
   */
  async proveCode(
    session: Session,
    { factorId, step, offset, counters, end }: CodeProof,
    now: Date,
  ): Promise<{ isConsumed: boolean; token: string | null; isNew: boolean }> {
    const token = randomToken()
    const { id, personId, browser } = session
    const proof = { factor: 'totp', id: factorId } as const
    const proved = { entry: auditFor(session, 'second-factor-proved', { detail: { factor: 'totp' } }), now }
    // In a session that was finished before; any other notes its browser when it is finished.
    const device = session.signedInAt === null ? null : (session.device ?? null)
    const [narrow, ...wider] = counters.map(({ bucket }) => bucket)
    const turn = after('used', 'consumed')
    const { rows } = await sql<{ isConsumed: boolean; isProved: boolean; isNew: boolean | null }>`
      with consumed as (${consumedStepSql(factorId, step, offset)}),
        used as (${usedFactorSql(factorId, sql`exists (select from consumed)`, now)}),
        ${
          end
            ? sql`proved as (${provedAndFinishedSql(id, proof, token, end.origin, turn, now)}),
                marked as (${seenBrowserSql({ personId, token: end.device, browser, isProved: true }, sql`proved`, now)})`
            : sql`proved as (${provedSessionSql(id, proof, token, turn, now)}),
                marked as (${markProvedSql(personId, device, sql`exists (select from proved)`, now)})`
        },
        ${resetWithinSql(personId, narrow!, wider, after('marked', 'proved'))},
        ${appendSql(end ? [proved, { entry: end.entry, now }] : [proved], after('wider_reset', 'proved'))}
      select exists (select from consumed) as "isConsumed", exists (select from proved) as "isProved",
        ${end ? sql`(select "isNew" from marked)` : sql`null`} as "isNew"`.execute(db)
    const { isConsumed, isProved, isNew } = rows[0]!
    return { isConsumed, token: isProved ? token : null, isNew: isNew ?? false }
  },

  /**
   * The sign-in is through, and becomes a session; this browser is noted for its person. `isFinished`: false where it
   * was one already. `isNew`: this browser was not known for the person; of sign-ins at once one is told so. `entry`:
   * what is told in the trail by the same statement; null where a transaction around it tells that at its end.
   */
  async finish(
    session: Session,
    { origin, device }: { origin: string; device: string },
    entry: AuditEntry | null,
    now: Date,
  ): Promise<{ isFinished: boolean; isNew: boolean }> {
    // Remembered, it was proved here before, and is known already.
    const isProved = session.factorAt !== null && !session.isRemembered
    const seen = { personId: session.personId, token: device, browser: session.browser, isProved }
    const { rows } = await sql<{ isFinished: boolean; isNew: boolean | null }>`
      with finished as (${finishedSessionSql(session.id, origin, now)}),
        ${sql.join([
          sql`seen as (${seenBrowserSql(seen, sql`finished`, now)})`,
          ...(entry ? [appendSql([{ entry, now }], after('seen', 'finished'))] : []),
        ])}
      select exists (select from finished) as "isFinished", (select "isNew" from seen) as "isNew"`.execute(db)
    return { isFinished: rows[0]!.isFinished, isNew: rows[0]!.isNew ?? false }
  },
})
export type ProofsStore = ReturnType<typeof proofsStore>

/** Once a part has run, whatever it found. */
const ran = (part: string): RawBuilder<unknown> => sql`(select count(*) from ${sql.id(part)}) >= 0`
/** Once `part` has run, where `found` has a row. */
const after = (part: string, found: string): RawBuilder<unknown> =>
  sql`exists (select from ${sql.id(found)}) and ${ran(part)}`

/** Each waits for the one before it. */
const resetParts = (counters: PasswordProof['counters']): RawBuilder<unknown>[] =>
  counters.map((counter, at) => {
    const turn = after(at === 0 ? 'proved' : `reset_${at - 1}`, 'proved')
    const part = counter.isReset ? resetSql(counter.bucket, turn) : refundSql(counter, turn)
    return sql`${sql.id(`reset_${at}`)} as (${part})`
  })
