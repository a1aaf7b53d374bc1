// "Not now" to the offer of a backup: it is not made again for a while.
import type { Session } from '#identity/sessions/sessions.store.ts'
import type { Identity } from '#use-cases/stores.ts'
import { recordBackupOffer } from './backup-offer.ts'

export const declineBackup = (
  identity: Pick<Identity, 'transaction'>,
  { personId }: Pick<Session, 'personId'>,
  now: Date,
): Promise<void> => identity.transaction((stores) => recordBackupOffer(stores, personId, now))
