// The answer of a rule: a value, or a refusal. Refusals are returned, faults are thrown.

/** A word of a closed union; or an object that has the word, with what the sentence about it names. */
export type RefusalOf<Word extends string = string> = Word | { refusal: Word }

/** Of `'late'`: `{ ok: false, refusal: 'late' }`; of `{ refusal: 'late'; until: Date }`: the same with `until`. */
export type Refused<Refusal extends RefusalOf> = Refusal extends string
  ? { ok: false; refusal: Refusal }
  : { ok: false } & Refusal

export type Decision<Value, Refusal extends RefusalOf> = { ok: true; value: Value } | Refused<Refusal>

export const accept = <Value>(value: Value): { ok: true; value: Value } => ({ ok: true, value })

export function refuse<const Refusal extends RefusalOf>(refusal: Refusal): Refused<Refusal>
export function refuse(refusal: RefusalOf): Refused<RefusalOf> {
  return typeof refusal === 'string' ? { ok: false, refusal } : { ...refusal, ok: false }
}
