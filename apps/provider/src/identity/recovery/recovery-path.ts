// How the owner of a locked account gets back in (decision 0012): the facts alone decide.
import { type Factor, isUsable } from '#identity/second-factors/factors.ts'

/**
 * `new-password`: by a mailed link, first. `older-factor`: with the new password, prove what was there before. `human`:
 * nothing older is left, an administrator has to look.
 */
export type RecoveryPath = 'new-password' | 'older-factor' | 'human'

export type LockedAccount = {
  lockedAt: Date
  /** Null where there never was one. */
  passwordChangedAt: Date | null
  factors: readonly Pick<Factor, 'enrolledAt' | 'lostAt' | 'quarantinedAt'>[]
  /** Of a set that was not quarantined. */
  recoveryCodesLeft: number
}

export function recoveryPathOf({
  lockedAt,
  passwordChangedAt,
  factors,
  recoveryCodesLeft,
}: LockedAccount): RecoveryPath {
  if (!factors.some((factor) => isUsable(factor) && factor.enrolledAt < lockedAt) && recoveryCodesLeft === 0)
    return 'human'
  return passwordChangedAt !== null && passwordChangedAt > lockedAt ? 'older-factor' : 'new-password'
}
