// The session of a person whose password was proved: this browser's own goes on, and somebody else's ends.
import type { Session } from '#identity/sessions/sessions.store.ts'
import type { Transactional } from '#use-cases/stores.ts'
import type { ProvedPassword } from './prove-password.ts'

type Used = 'audit' | 'passwords' | 'remembered' | 'sessions'

/** `before`: the session of this browser until now. `remembered`: the token of a remembered browser. */
type SessionContext = { before: Session | null; browser: string; origin: string; remembered: string | undefined }

/** Returns the session's new token; null where the password was changed meanwhile. */
export async function beginSession(
  identity: Transactional<Used>,
  { person, password }: ProvedPassword,
  { before, browser, origin, remembered }: SessionContext,
  now: Date,
): Promise<string | null> {
  return identity.transaction(async (stores) => {
    if (!(await stores.passwords.lockIfUnchanged(person.id, password))) return null
    await stores.audit.append(
      { action: 'password-proved', result: 'done', actor: person.id, personId: person.id, origin },
      now,
    )
    if (before && before.personId === person.id) {
      const token = await stores.sessions.prove(before.id, { password: true }, now)
      if (token !== null) return token
    } else if (before) await stores.sessions.end(before.id, now)
    const begun = await stores.sessions.begin(person.id, browser, { password: true }, now, {
      remembered: remembered ? await stores.remembered.useByToken(remembered, person.id, now) : null,
      origin,
    })
    return begun.token
  })
}
