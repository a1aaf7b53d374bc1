// The sign-in that ends at a page of our own becomes a session.
import type { Person } from '#identity/people/people.store.ts'
import type { Session } from '#identity/sessions/sessions.store.ts'
import type { Notify } from '#messaging/mail/notify.ts'
import type { Transactional } from '#use-cases/stores.ts'
import { finishSignIn, type SignInContext, type FinishStores } from './finish-sign-in.ts'

type Used = keyof FinishStores

export const completeSignIn = (
  { identity, notify }: { identity: Transactional<Used>; notify: Pick<Notify, 'notice'> },
  session: Session,
  person: Person,
  at: SignInContext,
  now: Date,
): Promise<void> => identity.transaction((stores) => finishSignIn(stores, notify, session, person, at, now))
