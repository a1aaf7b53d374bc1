// How the owner of a locked account gets back in (decision 0012): the facts alone decide.
import { type Factor, isUsable } from '#identity/second-factors/factors.ts'

/**
 * `new-password`: by a mailed link, first. `older-factor`: with the new password, prove what was there before. `human`:
 * nothing older is left, an administrator has to look.
 */
export type WayBack = 'new-password' | 'older-factor' | 'human'

export type Locked = {
  frozenAt: Date
  /** Null where there never was one. */
  passwordChangedAt: Date | null
  factors: readonly Pick<Factor, 'enrolledAt' | 'lostAt' | 'setAsideAt'>[]
  /** Of a set that was not set aside. */
  recoveryCodesLeft: number
}

export function wayBackOf({ frozenAt, passwordChangedAt, factors, recoveryCodesLeft }: Locked): WayBack {
  if (!factors.some((factor) => isUsable(factor) && factor.enrolledAt < frozenAt) && recoveryCodesLeft === 0)
    return 'human'
  return passwordChangedAt !== null && passwordChangedAt > frozenAt ? 'older-factor' : 'new-password'
}
