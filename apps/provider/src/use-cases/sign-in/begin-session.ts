// The session of a person whose password was proved: this browser's own goes on, and somebody else's ends.
import type { Session } from '#identity/sessions/sessions.store.ts'
import type { StoresOf } from '#use-cases/stores.ts'
import type { ProvedPassword } from './prove-password.ts'

/** `before`: the session of this browser until now. `remembered`: the token of a remembered browser. */
type SessionContext = { before: Session | null; browser: string; origin: string; remembered: string | null | undefined }

/** Returns the session's new token; null where the password was changed meanwhile. */
export const beginSession = (
  { proofs }: StoresOf<'proofs'>,
  { person, ...proved }: ProvedPassword,
  { remembered = null, ...at }: SessionContext,
  now: Date,
): Promise<string | null> => proofs.provePassword({ personId: person.id, ...proved, ...at, remembered }, now)
