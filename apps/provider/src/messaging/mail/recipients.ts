// Every address at which we reach a person: what changes an account is told to all of them (NIST SP 800-63B-4 §4.6).
import type { Person } from '#identity/people/people.store.ts'
import type { Stores } from '#use-cases/stores.ts'

/** The address of now, and those of before for as long as they are still told. */
export const addressesOf = async (stores: Stores, person: Person, now: Date): Promise<string[]> => [
  ...new Set([person.email, ...(await stores.previousAddresses.listByPerson(person.id, now))]),
]
