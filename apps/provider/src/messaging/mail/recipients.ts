// Every address of a person: a notice of a change goes to all of them (NIST SP 800-63B-4 §4.6). Whether one is somebody
// else's by then is asked where each mail is sent (mail-queue.ts).
import type { Person } from '#identity/people/people.store.ts'
import type { PreviousAddressesStore } from '#identity/people/previous-addresses.store.ts'

/** The present address, and the previous ones that still get notices. */
export const addressesOf = async (
  stores: { previousAddresses: PreviousAddressesStore },
  person: Person,
  now: Date,
): Promise<string[]> => [...new Set([person.email, ...(await stores.previousAddresses.listByPerson(person.id, now))])]
