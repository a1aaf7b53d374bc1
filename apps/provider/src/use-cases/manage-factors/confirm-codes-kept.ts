// The person has kept their recovery codes: they are shown no more.
import type { Session } from '#identity/sessions/sessions.store.ts'
import type { Identity } from '#use-cases/stores.ts'
import { lacksBackup, recordBackupOffer } from './backup-offer.ts'

export async function confirmCodesKept(
  identity: Pick<Identity, 'transaction'>,
  { id: sessionId, personId }: Pick<Session, 'id' | 'personId'>,
  now: Date,
): Promise<void> {
  await identity.transaction(async (stores) => {
    // The page that comes next offers a backup.
    if (await lacksBackup(stores, personId)) await recordBackupOffer(stores, personId, now)
    if (await stores.recovery.markSaved(personId, now))
      await stores.audit.append(
        { action: 'recovery-codes-kept', result: 'done', actor: personId, personId, sessionId },
        now,
      )
  })
}
