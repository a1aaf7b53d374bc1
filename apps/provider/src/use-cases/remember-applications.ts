// The stores of a process that answers requests: applications come from its memory, outside of transactions, and what
// this process changes of them is dropped from it at once (decision 0049).
import { type ApplicationMemory, createApplicationMemory } from '#identity/applications/application-memory.ts'
import type { Identity, StoresOf } from './stores.ts'

type Changing = StoresOf<'applications' | 'applicationLogos'>

export function rememberApplications(
  identity: Identity,
  monotonicNow: () => number,
): { identity: Identity; memory: ApplicationMemory } {
  const memory = createApplicationMemory(identity.applications, monotonicNow)
  const outside = noting(identity, () => memory.forget())
  return {
    memory,
    identity: {
      ...identity,
      ...outside,
      applications: { ...outside.applications, findByClientId: memory.findByClientId, findById: memory.findById },
      async transaction(work) {
        let hasChanged = false
        try {
          return await identity.transaction((stores) =>
            work({ ...stores, ...noting(stores as typeof stores & Changing, () => (hasChanged = true)) }),
          )
        } finally {
          // Where the end of the transaction is not known, too.
          if (hasChanged) memory.forget()
        }
      },
    },
  }
}

/** `note` is called when a store has changed what is kept in memory, or has failed to. */
function noting({ applications, applicationLogos }: Changing, note: () => void): Changing {
  const noted =
    <Args extends unknown[], Result>(change: (...args: Args) => Promise<Result>) =>
    (...args: Args): Promise<Result> =>
      change(...args).finally(note)
  return {
    applications: {
      ...applications,
      register: noted(applications.register.bind(applications)),
      set: noted(applications.set.bind(applications)),
      upsert: noted(applications.upsert.bind(applications)),
      delete: noted(applications.delete.bind(applications)),
    },
    applicationLogos: {
      ...applicationLogos,
      set: noted(applicationLogos.set.bind(applicationLogos)),
      remove: noted(applicationLogos.remove.bind(applicationLogos)),
    },
  }
}
