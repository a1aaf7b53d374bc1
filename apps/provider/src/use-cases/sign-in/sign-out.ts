// Signing out: this session, or every session of the person; what applications hold from them ends with them, and they
// are told.
import { type AuditedSession, auditFor } from '#identity/audit/audit-for.ts'
import type { Transactional } from '#use-cases/stores.ts'

type Used = 'activeSessions' | 'audit' | 'logouts' | 'people' | 'sessions'

export type SignOutScope = 'here' | 'everywhere'

/**
 * `applicationId`: at whose wish. Returns in how many places the person was signed in until now, as My details counts
 * them; none where it had ended before.
 */
export async function signOut(
  identity: Transactional<Used>,
  session: AuditedSession,
  scope: SignOutScope,
  now: Date,
  applicationId?: string,
): Promise<number> {
  return identity.transaction(async (stores) => {
    if (scope === 'everywhere') await stores.people.hold(session.personId)
    const places =
      scope === 'everywhere'
        ? (await stores.activeSessions.listByPerson(session.personId, now)).filter(({ isSignedIn }) => isSignedIn)
            .length
        : 1
    const ended =
      scope === 'everywhere'
        ? await stores.sessions.endAll(session.personId, now)
        : (await stores.sessions.end(session.id, now))
          ? [session.id]
          : []
    // What a password of an application opened is part of everywhere.
    if (scope === 'everywhere' && ended.length > 0) await stores.logouts.enqueueForPerson(session.personId, now)
    if (ended.length > 0)
      await stores.audit.append(
        auditFor(session, 'signed-out', {
          applicationId,
          ...(scope === 'everywhere' && { detail: { everywhere: true, ended: ended.length } }),
        }),
        now,
      )
    return ended.length === 0 ? 0 : places
  })
}
