// Taking an application out: nothing that it was given is of any use afterwards, and nothing of its directory obliges
// anybody any more. In a transaction of the caller's, with its audit entry.
import { type Decision, accept, refuse } from '@sluis/server-kit/decision'
import type { Application } from '#identity/applications/application.ts'
import type { StoresOf } from '#use-cases/stores.ts'
import { type Beyond, findBeyond, type Registrar } from './registrar.ts'

type Used = StoresOf<'applications' | 'audit' | 'companies' | 'grants' | 'logouts' | 'rollouts'>
export type RemoveRefusal = Beyond | { refusal: 'has-people'; people: number }

/**
 * `application`: locked. Refused while its directory names people who are active: each of them is taken out first, and
 * told (removePerson). No logout token is owed to what is not there any more: its tokens are refused at once.
 */
export async function removeApplication(
  stores: Used,
  application: Application,
  by: Registrar,
  now: Date,
): Promise<Decision<null, RemoveRefusal>> {
  const beyond = await findBeyond(stores, by, application)
  if (beyond) return refuse(beyond)
  const people = await stores.companies.countActive(application.id, now)
  if (people > 0) return refuse({ refusal: 'has-people', people })
  await stores.grants.deleteOfApplication(application.id)
  await stores.logouts.deleteOfApplication(application.id)
  await stores.rollouts.deleteOfApplication(application.id)
  await stores.companies.deleteOfApplication(application.id)
  await stores.applications.delete(application.id)
  await stores.audit.append(
    {
      action: 'application-removed',
      result: 'done',
      actor: by.actor,
      applicationId: application.id,
      detail: { clientId: application.clientId },
    },
    now,
  )
  return accept(null)
}

/** For a sentence on them. */
export const countPeople = (people: number): string => (people === 1 ? '1 person' : `${people} people`)
