// Plans the kills of a crash run: most during the confirmation of an enrolment, spread over its statements, and two at
// its commit, so that one at least is confirmed without a response.
import { dice, type Kill } from './crash-runner.ts'

const ELSEWHERE = ['password', 'access', 'key', 'keep', 'continue', 'redeem', 'recovery'] as const
/** More statements than a confirmation sends. */
const CONFIRMATION = 72
const ANYWHERE = 30

/** The kills of each enrolment: one in its confirmation, and for most one more elsewhere. */
export function planKills(seed: number, count: number): Kill[][] {
  const roll = dice(seed)
  const records = Math.ceil(count * 0.6)
  return Array.from({ length: records }, (_, index): Kill[] => [
    confirming(index),
    ...(index < count - records ? [elsewhere(index)] : []),
  ])

  function confirming(index: number): Kill {
    // The last three by time: between a statement and its result, or while hashing.
    if (index >= records - 3) return { step: 'first-code', afterMs: roll(200) }
    if (index < 2) return { step: 'first-code', statement: 'commit', when: index === 0 ? 'after' : 'before' }
    const statement = 1 + Math.floor(((index - 2) * CONFIRMATION) / (records - 5)) + roll(4)
    return { step: 'first-code', statement, when: index % 2 === 0 ? 'after' : 'before' }
  }
  function elsewhere(index: number): Kill {
    const step = ELSEWHERE[index % ELSEWHERE.length]!
    return roll(3) === 0
      ? { step, afterMs: roll(80) }
      : { step, statement: 1 + roll(ANYWHERE), when: roll(2) === 0 ? 'before' : 'after' }
  }
}
