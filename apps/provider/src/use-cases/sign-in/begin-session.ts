// The session of a person whose password was proved: this browser's own goes on, and somebody else's ends.
import type { Session } from '#identity/sessions/sessions.store.ts'
import type { SignInAsked, SignInRecord } from '#identity/sign-ins/sign-in-record.store.ts'
import type { StoresOf } from '#use-cases/stores.ts'
import type { ProvedPassword } from './prove-password.ts'

/**
 * `before`: the session of this browser until now. `remembered`: the token of a remembered browser. `asked`: where the
 * sign-in leads.
 */
type SessionContext = {
  before: Session | null
  browser: string
  origin: string
  remembered: string | null | undefined
  asked?: SignInAsked
}

/** Returns the session's new token, and where the sign-in is with it; null where the password was changed meanwhile. */
export const beginSession = (
  { proofs }: StoresOf<'proofs'>,
  { person, ...proved }: ProvedPassword,
  { remembered = null, ...at }: SessionContext,
  now: Date,
): Promise<{ token: string; record: SignInRecord } | null> =>
  proofs.provePassword({ personId: person.id, ...proved, ...at, remembered }, now)
