// Forgetting remembered browsers: they are asked for a second factor again, in sessions that go on too, and the
// applications of those are told.
import { isId } from '@sluis/server-kit/random'
import { type AuditedSession, auditFor } from '#identity/audit/audit-for.ts'
import type { Transactional } from '#use-cases/stores.ts'

type Used = 'audit' | 'logouts' | 'people' | 'remembered' | 'sessions'

/** False where the person has no such browser. */
export async function forgetBrowser(
  identity: Transactional<Used>,
  session: AuditedSession,
  id: string,
  now: Date,
): Promise<boolean> {
  if (!isId(id)) return false
  return identity.transaction(async (stores) => {
    await stores.people.hold(session.personId)
    if (!(await stores.sessions.isActive(session.id))) return false
    if (!(await stores.remembered.end(session.personId, id, now))) return false
    await stores.logouts.enqueueRemembered({ personId: session.personId }, now)
    await stores.audit.append(auditFor(session, 'browser-forgotten'), now)
    return true
  })
}

export async function forgetAllBrowsers(
  identity: Transactional<Used>,
  session: AuditedSession,
  now: Date,
): Promise<void> {
  await identity.transaction(async (stores) => {
    await stores.people.hold(session.personId)
    if (!(await stores.sessions.isActive(session.id))) return
    await stores.remembered.endAll(session.personId, now)
    await stores.logouts.enqueueRemembered({ personId: session.personId }, now)
    await stores.audit.append(auditFor(session, 'browser-forgotten', { detail: { all: true } }), now)
  })
}
