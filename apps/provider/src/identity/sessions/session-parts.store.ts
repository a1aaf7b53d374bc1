// What statements about sessions are made of: parts of those of sessions.store.ts, and of such as write more than a
// session at once.
import { hashToken } from '@sluis/server-kit/sealing'
import { sql } from '@sluis/server-kit/sql'
import type { RawBuilder } from 'kysely'
import type { FactorKind } from '#identity/second-factors/factor-kinds.ts'

/** What is proved at one moment: the password, or something in the place of the second factor. */
export type Proof =
  | { password: true }
  | { factor: Exclude<FactorKind, 'passkey'>; id: string }
  | { factor: 'passkey'; id: string; keyKind: 'hwk' | 'swk'; verified: boolean }
  | { factor: 'recovery' }

/** What a proof writes. */
export function columnsOf(proof: Proof, now: Date) {
  if ('password' in proof) return { password_at: now }
  const factor = {
    factor_at: now,
    factor_kind: proof.factor,
    factor_id: 'id' in proof ? proof.id : null,
    phone_answer: null,
    remembered: false,
  }
  return proof.factor === 'passkey'
    ? { ...factor, key_kind: proof.keyKind, ...(proof.verified && { verified_at: now }) }
    : { ...factor, key_kind: null }
}

/** Counts one code where the sign-in has tries left; returns a row then. */
export const codeTrySql = (id: string, max: number, now: Date): RawBuilder<unknown> =>
  sql`update session set code_tries = code_tries + 1, code_tried_at = ${now.toISOString()}::timestamptz
    where id = ${id} and code_tries < ${max} and ended_at is null returning id`

const ID = sql`id`
const proofSql = (proof: Proof, token: string, now: Date): RawBuilder<unknown> =>
  sql`${sql.join(Object.entries(columnsOf(proof, now)).map(([name, value]) => sql`${sql.id(name)} = ${value}`))},
    token_hash = ${hashToken(token)}, code_tries = 0, code_refusals = 0, last_seen_at = ${now}`

/** Raises a session that goes on, where `where` holds, and gives it this token; returns a row then. */
export const provedSessionSql = (
  id: string | null,
  proof: Proof,
  token: string,
  where: RawBuilder<unknown>,
  now: Date,
  returned: RawBuilder<unknown> = ID,
): RawBuilder<unknown> => sql`
  update session set ${proofSql(proof, token, now)}
  where id = ${id}::uuid and ended_at is null and ${where} returning ${returned}`

export const endedSessionSql = (id: string | null, where: RawBuilder<unknown>, now: Date): RawBuilder<unknown> =>
  sql`update session set ended_at = ${now} where id = ${id}::uuid and ended_at is null and ${where} returning id`

/** Begins one by the password. `from`: a row where it may begin, with `factor_kind` and `factor_at` of its browser. */
export const begunSessionSql = (
  {
    id,
    token,
    personId,
    browser,
    origin,
  }: { id: string; token: string; personId: string; browser: string; origin: string },
  from: RawBuilder<unknown>,
  now: Date,
  returned: RawBuilder<unknown> = ID,
): RawBuilder<unknown> => {
  const at = sql`${now.toISOString()}::timestamptz`
  return sql`
    insert into session (id, token_hash, person_id, began_at, last_seen_at, password_at, browser, origin,
      factor_kind, factor_at, remembered, code_tries, code_refusals, is_device)
    select ${id}::uuid, ${hashToken(token)}::bytea, ${personId}::uuid, ${at}, ${at}, ${at}, ${browser}::text, ${origin}::text,
      factor_kind, factor_at, factor_at is not null, 0, 0, false
    from ${from} returning ${returned}`
}

/** The proof is the last one of this sign-in, which becomes a session; returns a row where it was none. */
export const provedAndFinishedSql = (
  id: string,
  proof: Proof,
  token: string,
  origin: string | null,
  where: RawBuilder<unknown>,
  now: Date,
): RawBuilder<unknown> => sql`
  update session set ${proofSql(proof, token, now)}, signed_in_at = ${now}, origin = ${origin}
  where id = ${id}::uuid and signed_in_at is null and ended_at is null and ${where} returning id`

/** Makes a sign-in a session; returns a row where it was none. */
export const finishedSessionSql = (id: string, origin: string | null, now: Date): RawBuilder<unknown> => sql`
  update session set signed_in_at = ${now}, last_seen_at = ${now}, origin = ${origin}
  where id = ${id} and signed_in_at is null and ended_at is null returning id`
