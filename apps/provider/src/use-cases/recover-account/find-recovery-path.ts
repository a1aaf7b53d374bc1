// The way back of somebody whose account is locked, gathered from the stores.
import { type RecoveryPath, recoveryPathOf } from '#identity/recovery/recovery-path.ts'
import type { StoresOf } from '#use-cases/stores.ts'

export type RecoveryPathStores = StoresOf<'factors' | 'passwords' | 'recovery'>

export async function findRecoveryPath(
  stores: RecoveryPathStores,
  personId: string,
  lockedAt: Date,
): Promise<RecoveryPath> {
  return recoveryPathOf({
    lockedAt,
    passwordChangedAt: (await stores.passwords.findByPerson(personId))?.changedAt ?? null,
    factors: await stores.factors.listByPerson(personId),
    recoveryCodesLeft: (await stores.recovery.findByPerson(personId))?.left ?? 0,
  })
}
