// Locking one's own account, from the list of what happened to it.
import type { Person } from '#identity/people/people.store.ts'
import type { Notify } from '#messaging/mail/notify.ts'
import type { Transactional } from '#use-cases/stores.ts'
import { lockAccount, type LockStores } from './lock-account.ts'

type Used = keyof LockStores

/** Returns the person as they are after it. */
export const lockOwnAccount = (
  { identity, notify }: { identity: Transactional<Used>; notify: Notify },
  person: Person,
  origin: string,
  now: Date,
): Promise<Person> =>
  identity.transaction(async (stores) => {
    await stores.people.hold(person.id)
    return lockAccount({ notify }, stores, person, origin, now)
  })
