// Locking one's own account, from the list of what happened to it.
import type { Notify } from '#messaging/mail/notify.ts'
import type { Person } from '#identity/people/people.store.ts'
import type { Identity } from '#use-cases/stores.ts'
import { lockAccount } from './lock-account.ts'

/** Returns the person as they are after it. */
export const lockOwnAccount = (
  { identity, notify }: { identity: Identity; notify: Notify },
  person: Person,
  origin: string,
  now: Date,
): Promise<Person> => identity.transaction((stores) => lockAccount({ notify }, stores, person, origin, now))
