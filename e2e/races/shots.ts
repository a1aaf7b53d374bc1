// The plan of a shooting: most shots fall into the confirmation of an enrolment, spread over its statements, and the
// others anywhere on the way.
import { dice, type Shot } from './fire.ts'

const ELSEWHERE = ['password', 'access', 'choose', 'key', 'keep', 'continue', 'redeem', 'recovery'] as const
/** More statements than a confirmation sends. */
const CONFIRMATION = 72
const ANYWHERE = 30

/** For each life its shots: one into its confirmation, and for most lives one more elsewhere. */
export function shots(seed: number, count: number): Shot[][] {
  const roll = dice(seed)
  const lives = Math.ceil(count * 0.6)
  return Array.from({ length: lives }, (_, index): Shot[] => [
    confirming(index),
    ...(index < count - lives ? [elsewhere(index)] : []),
  ])

  function confirming(index: number): Shot {
    // The last three by the clock: between a statement and its answer, or in the middle of hashing.
    if (index >= lives - 3) return { stage: 'first-code', afterMs: roll(200) }
    const statement = 1 + Math.floor((index * CONFIRMATION) / (lives - 3)) + roll(4)
    return { stage: 'first-code', statement, when: index % 2 === 0 ? 'after' : 'before' }
  }
  function elsewhere(index: number): Shot {
    const stage = ELSEWHERE[index % ELSEWHERE.length]!
    return roll(3) === 0
      ? { stage, afterMs: roll(80) }
      : { stage, statement: 1 + roll(ANYWHERE), when: roll(2) === 0 ? 'before' : 'after' }
  }
}
