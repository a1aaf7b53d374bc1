// The way back of somebody whose account is locked, gathered from the stores.
import type { Stores } from '#identity/stores.ts'
import { type WayBack, wayBackOf } from './way-back.ts'

export async function findWayBack(stores: Stores, personId: string, frozenAt: Date): Promise<WayBack> {
  return wayBackOf({
    frozenAt,
    passwordChangedAt: (await stores.passwords.ofPerson(personId))?.changedAt ?? null,
    factors: await stores.factors.ofPerson(personId),
    recoveryCodesLeft: (await stores.recovery.ofPerson(personId))?.left ?? 0,
  })
}
