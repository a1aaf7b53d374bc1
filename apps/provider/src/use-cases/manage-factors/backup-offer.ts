// Whether somebody is to be asked to add a second way in, and that they were asked (P11).
import { isDue } from '#identity/offers/offers.ts'
import { lacksBackup as isWithoutBackup } from '#identity/second-factors/factors.ts'
import type { StoresOf } from '#use-cases/stores.ts'

export type OfferStores = StoresOf<'factors' | 'offers'>

/** Whether somebody who has no backup was not asked lately. */
export const isBackupDue = async ({ offers }: StoresOf<'offers'>, personId: string, now: Date): Promise<boolean> =>
  isDue(await offers.find(personId, 'backup'), now)

/** Whether the offer makes sense at all, asked lately or not. */
export const lacksBackup = async ({ factors }: StoresOf<'factors'>, personId: string): Promise<boolean> =>
  isWithoutBackup(await factors.listByPerson(personId))

/** The pause begins; within a pause nothing changes. */
export async function recordBackupOffer({ offers }: OfferStores, personId: string, now: Date): Promise<void> {
  const before = await offers.find(personId, 'backup')
  if (isDue(before, now)) await offers.record(personId, 'backup', before, now)
}
