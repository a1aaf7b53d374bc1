// Taking over a person's record from a directory: whole, in one transaction, and never merged with somebody else's by
// address.
import { isUniqueViolation } from '@sluis/server-kit/database'
import { type Decision, accept, refuse } from '@sluis/server-kit/decision'
import type { Language } from '@sluis/server-kit/messages'
import { randomId } from '@sluis/server-kit/random'
import type { Application } from '#identity/applications/applications.store.ts'
import type { StoredPassword } from '#identity/passwords/passwords.ts'
import { emailKey } from '#identity/people/email.ts'
import type { Person } from '#identity/people/people.store.ts'
import type { Notify, NotifyStores } from '#messaging/mail/notify.ts'
import type { Role } from '#schema/tables.ts'
import type { StoresOf, Transactional } from '#use-cases/stores.ts'

type Used = 'companies' | 'emailChanges' | 'logouts' | 'passwords' | 'people' | 'resetLinks' | keyof NotifyStores

/** A person as a directory sends them, whole. `password`: from before the change to Sluis. */
export type PersonRecord = {
  name: string
  email: string
  language: Language
  active: boolean
  password?: StoredPassword | undefined
  memberships: { employee_login: string; company: string; role: Role; active: boolean }[]
}
export type UpsertRefusal = 'email-taken' | 'email-wrong' | 'company-unknown'

type Deps = { identity: Transactional<Used>; notify: Pick<Notify, 'notice'> }

export async function upsertPerson(
  { identity, notify }: Deps,
  directory: Application,
  externalId: string,
  record: PersonRecord,
  now: Date,
): Promise<Decision<{ sub: string }, UpsertRefusal>> {
  const key = emailKey(record.email)
  if (!key.ok) return refuse('email-wrong')
  const companies = await identity.companies.idsOf(directory.id, [
    ...new Set(record.memberships.map((each) => each.company)),
  ])
  if (record.memberships.some((each) => !companies.has(each.company))) return refuse('company-unknown')
  try {
    return await identity.transaction(async (stores) => {
      await stores.companies.lockPerson(directory.id, externalId)
      const id = (await stores.companies.personOf(directory.id, externalId)) ?? randomId()
      // Somebody's former address, which may still come back to them.
      if (await stores.emailChanges.isReserved(key.value, id, now)) return refuse('email-taken')
      const before = await stores.people.findById(id)
      // Before the person's address can change: a session that ends meanwhile adds the same rows (rule 10).
      if (before && !record.active && (await stores.companies.isInService(directory.id, id, now))) {
        await stores.people.hold(id)
        await stores.logouts.enqueueFor(directory.id, id, now)
      }
      await stores.people.upsert(
        { id, name: record.name, email: record.email.trim(), emailKey: key.value, language: record.language },
        now,
      )
      await stores.companies.upsertPerson(directory.id, externalId, id, record.active ? null : now)
      const memberships = record.memberships.map((each) => ({
        employeeLogin: each.employee_login,
        companyId: companies.get(each.company)!,
        role: each.role,
        endedAt: each.active && record.active ? null : now,
      }))
      await stores.companies.replaceMemberships(directory.id, id, memberships, now)
      if (record.password) await stores.passwords.importHash(id, record.password, now)
      await stores.audit.append(
        {
          action: 'person-put',
          result: 'done',
          actor: directory.id,
          personId: id,
          applicationId: directory.id,
          detail: { active: record.active, memberships: memberships.length },
        },
        now,
      )
      if (before) await notifyAddressChange(stores, notify, directory, before, now)
      return accept({ sub: id })
    })
  } catch (error) {
    if (isUniqueViolation(error, 'person_email_key_key')) return refuse('email-taken')
    throw error
  }
}

/**
 * Whoever changes an address at the directory could have links mailed there: the old address is told too, and for a
 * while of all that comes after (NIST SP 800-63B-4 §4.6).
 */
async function notifyAddressChange(
  stores: StoresOf<Used>,
  notify: Deps['notify'],
  directory: Application,
  before: Person,
  now: Date,
): Promise<void> {
  const person = await stores.people.findById(before.id)
  if (!person || person.email.toLowerCase() === before.email.toLowerCase()) return
  await stores.previousAddresses.save(person.id, before.email, now)
  await stores.previousAddresses.delete(person.id, [person.email])
  // A link to choose a new password may lie in the old mailbox.
  await stores.resetLinks.delete(person.id)
  await stores.audit.append(
    { action: 'email-changed', result: 'done', actor: directory.id, personId: person.id, applicationId: directory.id },
    now,
  )
  await notify.notice(stores, person, 'email-changed', { browser: '', application: directory.name }, now)
}
