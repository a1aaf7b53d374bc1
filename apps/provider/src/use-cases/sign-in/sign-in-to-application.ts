// The end of a sign-in at an application: the session is finished, and what the person granted on the way is stored.
import type { Person } from '#identity/people/people.store.ts'
import type { Session } from '#identity/sessions/sessions.store.ts'
import type { Notify } from '#messaging/mail/notify.ts'
import { type AccessGrant, grantAccess, type GrantStores } from '#use-cases/manage-account/grant-access.ts'
import type { Transactional } from '#use-cases/stores.ts'
import { finishSignIn, type FinishStores, type SignInContext } from './finish-sign-in.ts'

type Deps = {
  identity: Transactional<keyof FinishStores | keyof GrantStores>
  notify: Pick<Notify, 'notice'>
}

/** `granted`: null where nothing is to be stored now. */
export const signInToApplication = (
  { identity, notify }: Deps,
  session: Session,
  person: Person,
  at: Required<SignInContext>,
  granted: AccessGrant | null,
  now: Date,
): Promise<void> =>
  identity.transaction(async (stores) => {
    await finishSignIn(stores, notify, session, person, at, now)
    if (granted) await grantAccess(stores, notify, session, person, granted, at.origin, now)
  })
