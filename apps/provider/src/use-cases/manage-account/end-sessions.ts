// Ending sessions of one's own: one of them, or all but this one.
import { isId } from '@sluis/server-kit/random'
import type { Session } from '#identity/sessions/sessions.store.ts'
import type { Identity } from '#use-cases/stores.ts'

/** False where the person has no such session. */
export async function endSession(
  identity: Pick<Identity, 'transaction'>,
  { personId }: Pick<Session, 'personId'>,
  id: string,
  now: Date,
): Promise<boolean> {
  if (!isId(id)) return false
  return identity.transaction(async (stores) => {
    if (!(await stores.sessions.endOwn(personId, id, now))) return false
    await stores.audit.append(
      { action: 'session-ended', result: 'done', actor: personId, personId, sessionId: id },
      now,
    )
    return true
  })
}

export async function endOtherSessions(
  identity: Pick<Identity, 'transaction'>,
  { id, personId }: Pick<Session, 'id' | 'personId'>,
  now: Date,
): Promise<void> {
  await identity.transaction(async (stores) => {
    const ended = await stores.sessions.endAll(personId, now, id)
    await stores.audit.append(
      {
        action: 'session-ended',
        result: 'done',
        actor: personId,
        personId,
        sessionId: id,
        detail: { ended: ended.length },
      },
      now,
    )
  })
}
