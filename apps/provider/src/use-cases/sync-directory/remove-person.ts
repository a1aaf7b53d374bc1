// Taking a person's record out of a directory: by the directory itself, or by an operator. What the person has here
// stays theirs, and the address that the directory gave them is free for another record.
import { type Decision, accept, refuse } from '@sluis/server-kit/decision'
import type { Notify, NotifyStores } from '#messaging/mail/notify.ts'
import type { Transactional } from '#use-cases/stores.ts'

type Used =
  'addresses' | 'companies' | 'enrolments' | 'mailedCodes' | 'people' | 'resetLinks' | 'sessions' | keyof NotifyStores

type Deps = { identity: Transactional<Used>; notify: Pick<Notify, 'notice'> }
/** `actor`: the directory, or `operator`, with the reason. */
type By = { actor: string; reason?: string }

export const removePerson = (
  { identity, notify }: Deps,
  directory: { id: string; name: string },
  externalId: string,
  { actor, reason }: By,
  now: Date,
): Promise<Decision<null, 'person-unknown'>> =>
  identity.transaction(async (stores) => {
    await stores.companies.lockPerson(directory.id, externalId)
    const personId = await stores.companies.personOf(directory.id, externalId)
    if (personId === undefined) return refuse('person-unknown')
    await stores.people.hold(personId)
    await stores.enrolments.deleteAll(personId)
    await stores.resetLinks.delete(personId)
    await stores.mailedCodes.deleteByPerson(personId)
    // Applications are told by the outbox of logouts; nothing is refreshed any more.
    await stores.sessions.endAll(personId, now)
    await stores.companies.removePerson(directory.id, personId, now)
    // An address of their own choice, or that they have proved to read, is not the directory's to give away.
    const before = await stores.people.findById(personId)
    if ((await stores.people.emailChosenAt(personId)) === null && !before?.emailProved)
      await stores.addresses.giveUp(personId, now)
    await stores.audit.append(
      {
        action: 'person-removed',
        result: 'done',
        actor,
        personId,
        applicationId: directory.id,
        ...(reason !== undefined && { detail: { reason } }),
      },
      now,
    )
    const person = await stores.people.findById(personId)
    if (!person) throw new Error(`the record of ${personId} belongs to nobody`)
    await notify.notice(stores, person, 'record-removed', { browser: '', application: directory }, now)
    return accept(null)
  })
