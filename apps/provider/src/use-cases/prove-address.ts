// Somebody has shown that they read the mailbox of their address: it is theirs, and whoever had it until now claims it
// only (decision 0026). Below the rooms, since each way of proving it lies in another one.
import type { StoresOf } from './stores.ts'

/** Within the caller's transaction, which holds the person. */
export async function proveAddress(
  stores: StoresOf<'addresses' | 'audit'>,
  personId: string,
  now: Date,
): Promise<void> {
  for (const lost of await stores.addresses.prove(personId, now))
    await stores.audit.append({ action: 'email-lost', result: 'done', actor: personId, personId: lost }, now)
}
