// Taking over a person's record from a directory: whole, in one transaction, and never merged with somebody else's by address.
import { type Decision, accept, isUniqueViolation, randomId, refuse } from '@sluis/ground'
import type { Application } from '#identity/applications/applications.store.ts'
import { emailKey } from '#identity/people/email.ts'
import type { Identity } from '#identity/stores.ts'
import type { PersonRecord } from './bodies.ts'

export type PutRefusal = 'email-taken' | 'email-wrong' | 'company-unknown'

export async function putPerson(identity: Identity, directory: Application, externalId: string, record: PersonRecord, now: Date): Promise<Decision<{ sub: string }, PutRefusal>> {
  const key = emailKey(record.email)
  if (!key.ok) return refuse('email-wrong')
  const companies = await identity.companies.idsOf(directory.id, [...new Set(record.memberships.map((each) => each.company))])
  if (record.memberships.some((each) => !companies.has(each.company))) return refuse('company-unknown')
  try {
    return await identity.together(async (stores) => {
      await stores.companies.queueUp(directory.id, externalId)
      const id = (await stores.companies.personOf(directory.id, externalId)) ?? randomId()
      await stores.people.put({ id, name: record.name, email: record.email.trim(), emailKey: key.value, language: record.language }, now)
      if (!record.active && (await stores.companies.isInService(directory.id, id, now))) await stores.logouts.dueAt(directory.id, id, now)
      await stores.companies.putPerson(directory.id, externalId, id, record.active ? null : now)
      const memberships = record.memberships.map((each) => ({ employeeLogin: each.employee_login, companyId: companies.get(each.company)!, role: each.role, endedAt: each.active && record.active ? null : now }))
      await stores.companies.putMemberships(directory.id, id, memberships, now)
      if (record.password) await stores.passwords.takeOver(id, record.password, now)
      await stores.audit.append({ action: 'person-put', result: 'done', actor: directory.id, personId: id, applicationId: directory.id, detail: { active: record.active, memberships: memberships.length } }, now)
      return accept({ sub: id })
    })
  } catch (error) {
    if (isUniqueViolation(error, 'person_email_key_key')) return refuse('email-taken')
    throw error
  }
}
