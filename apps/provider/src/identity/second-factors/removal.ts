// Which second factor may be removed: never the last one that works while one is demanded, and never what leaves a text
// message alone where that is not allowed.
import { type Factor, isUsable, requiresPermission } from './factors.ts'

/**
 * `last`: it can go only together with everything else, by switching two-step verification off. `text-alone`: what
 * would be left could not have been set up alone either.
 */
export type RemovalRefusal = 'unknown' | 'last' | 'last-and-required' | 'text-alone'

/** `isRequired`: a second factor is demanded of this person now. `smsFirst`: all of their companies allow SMS alone. */
export type RemovalRules = { isRequired: boolean; smsFirst: boolean }

/** Null where it may go. */
export function removalRefusal(
  factors: readonly Pick<Factor, 'id' | 'kind' | 'lostAt' | 'quarantinedAt'>[],
  id: string,
  { isRequired, smsFirst }: RemovalRules,
): RemovalRefusal | null {
  const factor = factors.find((each) => each.id === id)
  if (!factor) return 'unknown'
  if (!isUsable(factor)) return null
  const others = factors.filter((each) => each.id !== id && isUsable(each))
  if (others.length === 0) return isRequired ? 'last-and-required' : 'last'
  return requiresPermission(others) && !smsFirst ? 'text-alone' : null
}
