// Which second factor may be removed: never the last one that works while one is demanded.
import { type Factor, isUsable } from './factors.ts'

/** `last`: it can go only together with everything else, by switching two-step verification off. */
export type RemovalRefusal = 'unknown' | 'last' | 'last-and-required'

/** Null where it may go. `isRequired`: a second factor is demanded of this person now. */
export function removalRefusal(
  factors: readonly Pick<Factor, 'id' | 'lostAt' | 'quarantinedAt'>[],
  id: string,
  isRequired: boolean,
): RemovalRefusal | null {
  const factor = factors.find((each) => each.id === id)
  if (!factor) return 'unknown'
  const others = factors.filter((each) => each.id !== id && isUsable(each))
  if (others.length > 0 || !isUsable(factor)) return null
  return isRequired ? 'last-and-required' : 'last'
}
