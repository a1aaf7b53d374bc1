// Whether somebody is to be asked to add a second way in, and that they were asked (P11).
import { isDue } from '#identity/offers/offers.ts'
import { isUsable } from '#identity/second-factors/factors.ts'
import type { StoresOf } from '#use-cases/stores.ts'

export type OfferStores = StoresOf<'factors' | 'offers'>

/** Of one factor somebody has nothing left when it is gone; recovery codes are no way of every day. */
async function hasOneFactor({ factors }: OfferStores, personId: string): Promise<boolean> {
  return (await factors.listByPerson(personId)).filter(isUsable).length === 1
}

/** Recovery codes beside one factor, and not asked lately. */
export async function isBackupDue(stores: OfferStores, personId: string, now: Date): Promise<boolean> {
  return isDue(await stores.offers.find(personId, 'backup'), now) && (await hasOneFactor(stores, personId))
}

/** Whether the offer makes sense at all, asked lately or not. */
export const lacksBackup = hasOneFactor

/** The pause begins; within a pause nothing changes. */
export async function recordBackupOffer({ offers }: OfferStores, personId: string, now: Date): Promise<void> {
  const before = await offers.find(personId, 'backup')
  if (isDue(before, now)) await offers.record(personId, 'backup', before, now)
}
