// The answer of a rule: a value, or a refusal that is a word of a closed union. Refusals are returned, faults are
// thrown.

export type Decision<Value, Refusal extends string> = { ok: true; value: Value } | { ok: false; refusal: Refusal }

export const accept = <Value>(value: Value): { ok: true; value: Value } => ({ ok: true, value })
export const refuse = <Refusal extends string>(refusal: Refusal): { ok: false; refusal: Refusal } => ({
  ok: false,
  refusal,
})
