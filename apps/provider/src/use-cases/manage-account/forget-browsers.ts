// Forgetting remembered browsers: they are asked for a second factor again.
import { isId } from '@sluis/server-kit/random'
import type { Session } from '#identity/sessions/sessions.store.ts'
import type { Identity } from '#use-cases/stores.ts'

/** False where the person has no such browser. */
export async function forgetBrowser(
  identity: Pick<Identity, 'transaction'>,
  { id: sessionId, personId }: Pick<Session, 'id' | 'personId'>,
  id: string,
  now: Date,
): Promise<boolean> {
  if (!isId(id)) return false
  return identity.transaction(async (stores) => {
    if (!(await stores.remembered.end(personId, id, now))) return false
    await stores.audit.append(
      { action: 'browser-forgotten', result: 'done', actor: personId, personId, sessionId },
      now,
    )
    return true
  })
}

export async function forgetAllBrowsers(
  identity: Pick<Identity, 'transaction'>,
  { id: sessionId, personId }: Pick<Session, 'id' | 'personId'>,
  now: Date,
): Promise<void> {
  await identity.transaction(async (stores) => {
    await stores.remembered.endAll(personId, now)
    await stores.audit.append(
      { action: 'browser-forgotten', result: 'done', actor: personId, personId, sessionId, detail: { all: true } },
      now,
    )
  })
}
