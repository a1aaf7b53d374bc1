// The person has kept their recovery codes: they are shown no more.
import { type AuditedSession, auditFor } from '#identity/audit/audit-for.ts'
import type { Transactional } from '#use-cases/stores.ts'
import { lacksBackup, recordBackupOffer, type OfferStores } from './backup-offer.ts'

type Used = 'audit' | 'people' | 'recovery' | 'sessions' | keyof OfferStores

/** False where the session is over: nothing has changed. */
export async function confirmCodesKept(
  identity: Transactional<Used>,
  session: AuditedSession,
  now: Date,
): Promise<boolean> {
  return identity.transaction(async (stores) => {
    await stores.people.hold(session.personId)
    if (!(await stores.sessions.isActive(session.id))) return false
    if (await stores.recovery.markSaved(session.personId, now))
      await stores.audit.append(auditFor(session, 'recovery-codes-kept'), now)
    // The page that comes next offers a backup.
    if (await lacksBackup(stores, session.personId)) await recordBackupOffer(stores, session.personId, now)
    return true
  })
}
