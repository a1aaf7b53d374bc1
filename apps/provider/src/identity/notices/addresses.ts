// Every address at which we reach a person: what changes an account is told to all of them (NIST SP 800-63B-4 §4.6).
import type { Person } from '#identity/people/people.store.ts'
import type { Stores } from '#identity/stores.ts'

export async function addressesOf(_stores: Stores, person: Person, _now: Date): Promise<string[]> {
  return [person.email]
}
