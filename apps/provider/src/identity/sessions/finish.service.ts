// The end of the way in: the sign-in becomes a session.
import type { Stores } from '#identity/stores.ts'
import type { Session } from './sessions.store.ts'
import { acrOf } from './standing.ts'

/** Within the caller's transaction. Nothing happens to a session that was finished before. */
export async function finishSignIn(stores: Stores, session: Session, at: { applicationId?: string; origin: string }, now: Date): Promise<void> {
  if (!(await stores.sessions.finish(session.id, now, at.origin))) return
  await stores.audit.append(
    { action: 'signed-in', result: 'done', actor: session.personId, personId: session.personId, sessionId: session.id, applicationId: at.applicationId, origin: at.origin, detail: { acr: acrOf(session) } },
    now,
  )
}
