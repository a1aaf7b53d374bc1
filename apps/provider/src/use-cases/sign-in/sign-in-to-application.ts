// The end of a sign-in at an application: the session is finished, and what the person granted on the way is stored.
import type { Person } from '#identity/people/people.store.ts'
import type { Factor } from '#identity/second-factors/factors.ts'
import type { Session } from '#identity/sessions/sessions.store.ts'
import type { Notify } from '#messaging/mail/notify.ts'
import { type AccessGrant, grantAccess, type GrantStores } from '#use-cases/manage-account/grant-access.ts'
import type { Transactional } from '#use-cases/stores.ts'
import { finishByItself, finishSignIn, type FinishStores, type SignInContext } from './finish-sign-in.ts'

type Deps = {
  identity: Transactional<keyof FinishStores | keyof GrantStores>
  notify: Pick<Notify, 'notice'>
}

/**
 * What was granted on the way, as soon as all is proved that was asked for: whoever goes somewhere else from there is
 * not asked a second time. `since`: when the request began that it is granted to.
 */
export const keepGrant = (
  { identity, notify }: Pick<Deps, 'notify'> & { identity: Transactional<keyof GrantStores | 'people'> },
  session: Session,
  person: Person,
  granted: AccessGrant & { since: Date },
  origin: string,
  now: Date,
): Promise<void> =>
  identity.transaction(async (stores) => {
    await stores.people.hold(person.id)
    if (await stores.applications.hasGrantedSince(person.id, granted.application.id, granted.scope, granted.since))
      return
    await grantAccess(stores, notify, session, person, granted, origin, now)
  })

/** `granted`: null where nothing is to be stored now. */
export const signInToApplication = (
  { identity, notify }: Deps,
  session: Session,
  person: Person,
  at: Required<SignInContext> & { factors: readonly Factor[] },
  granted: (AccessGrant & { since: Date }) | null,
  now: Date,
): Promise<void> =>
  granted === null
    ? finishByItself({ identity, notify }, session, person, at, now)
    : identity.transaction(async (stores) => {
        await finishSignIn(stores, notify, session, person, at, now)
        const { application, scope, since } = granted
        if (!(await stores.applications.hasGrantedSince(person.id, application.id, scope, since)))
          await grantAccess(stores, notify, session, person, granted, at.origin, now)
      })
