// Ending sessions of one's own: one of them, or all but this one.
import { isId } from '@sluis/server-kit/random'
import { type AuditedSession, auditFor } from '#identity/audit/audit-for.ts'
import type { Transactional } from '#use-cases/stores.ts'

type Used = 'audit' | 'factors' | 'logouts' | 'people' | 'sessions'

/** False where the person has no such session. */
export async function endSession(
  identity: Transactional<Used>,
  session: AuditedSession,
  id: string,
  now: Date,
): Promise<boolean> {
  if (!isId(id)) return false
  return identity.transaction(async (stores) => {
    if (!(await stores.sessions.endOwn(session.personId, id, now))) return false
    await stores.audit.append(auditFor(session, 'session-ended', { sessionId: id }), now)
    return true
  })
}

export async function endOtherSessions(
  identity: Transactional<Used>,
  session: AuditedSession,
  now: Date,
): Promise<void> {
  await identity.transaction(async (stores) => {
    await stores.people.hold(session.personId)
    if (!(await stores.sessions.isActive(session.id))) return
    const ended = await stores.sessions.endAll(session.personId, now, session.id)
    // An application's own password may have opened a session elsewhere, as long as there is no second factor.
    if ((await stores.factors.listByPerson(session.personId)).length === 0)
      await stores.logouts.enqueueForPerson(session.personId, now)
    await stores.audit.append(auditFor(session, 'session-ended', { detail: { ended: ended.length } }), now)
  })
}
