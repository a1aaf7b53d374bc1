// The way back of somebody whose account is locked, gathered from the stores.
import type { Stores } from '#use-cases/stores.ts'
import { type RecoveryPath, recoveryPathOf } from '#identity/recovery/recovery-path.ts'

export async function findRecoveryPath(stores: Stores, personId: string, lockedAt: Date): Promise<RecoveryPath> {
  return recoveryPathOf({
    lockedAt,
    passwordChangedAt: (await stores.passwords.findByPerson(personId))?.changedAt ?? null,
    factors: await stores.factors.listByPerson(personId),
    recoveryCodesLeft: (await stores.recovery.findByPerson(personId))?.left ?? 0,
  })
}
