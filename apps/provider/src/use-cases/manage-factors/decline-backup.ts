// "Not now" to the offer of a backup: it is not made again for a while.
import type { Session } from '#identity/sessions/sessions.store.ts'
import type { Transactional } from '#use-cases/stores.ts'
import { recordBackupOffer, type OfferStores } from './backup-offer.ts'

type Used = keyof OfferStores

export const declineBackup = (
  identity: Transactional<Used>,
  { personId }: Pick<Session, 'personId'>,
  now: Date,
): Promise<void> => identity.transaction((stores) => recordBackupOffer(stores, personId, now))
