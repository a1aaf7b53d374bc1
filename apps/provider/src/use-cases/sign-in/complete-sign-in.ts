// The sign-in that ends at a page of our own becomes a session.
import type { Notify } from '#messaging/mail/notify.ts'
import type { Person } from '#identity/people/people.store.ts'
import type { Session } from '#identity/sessions/sessions.store.ts'
import type { Identity } from '#use-cases/stores.ts'
import { finishSignIn, type SignInContext } from './finish-sign-in.ts'

export const completeSignIn = (
  { identity, notify }: { identity: Pick<Identity, 'transaction'>; notify: Pick<Notify, 'notice'> },
  session: Session,
  person: Person,
  at: SignInContext,
  now: Date,
): Promise<void> => identity.transaction((stores) => finishSignIn(stores, notify, session, person, at, now))
