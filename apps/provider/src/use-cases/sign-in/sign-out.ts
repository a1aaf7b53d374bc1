// Signing out: this visit, or every visit of the person; what applications hold from them ends with them, and they are
// told.
import type { Identity } from '#use-cases/stores.ts'
import type { Session } from '#identity/sessions/sessions.store.ts'

export type SignOutScope = 'here' | 'everywhere'

/** `applicationId`: at whose wish. Answers with how many visits ended; none where they had ended before. */
export async function signOut(
  identity: Pick<Identity, 'transaction'>,
  { id, personId }: Pick<Session, 'id' | 'personId'>,
  scope: SignOutScope,
  now: Date,
  applicationId?: string,
): Promise<number> {
  return identity.transaction(async (stores) => {
    const ended =
      scope === 'everywhere'
        ? await stores.sessions.endAll(personId, now)
        : (await stores.sessions.end(id, now))
          ? [id]
          : []
    if (ended.length > 0)
      await stores.audit.append(
        {
          action: 'signed-out',
          result: 'done',
          actor: personId,
          personId,
          sessionId: id,
          applicationId,
          ...(scope === 'everywhere' && { detail: { everywhere: true, ended: ended.length } }),
        },
        now,
      )
    return ended.length
  })
}
