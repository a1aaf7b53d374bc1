// Taking over a person's record from a directory: whole, in one transaction, and never merged with somebody else's by
// address. An address that another directory has is claimed, which nobody notices, until somebody proves to read it
// (decision 0026).
import { readEmail } from '@sluis/server-kit/email'
import { isUniqueViolation } from '@sluis/server-kit/database'
import { type Decision, accept, refuse } from '@sluis/server-kit/decision'
import type { Language } from '@sluis/server-kit/messages'
import { randomId } from '@sluis/server-kit/random'
import type { Application } from '#identity/applications/application.ts'
import type { StoredPassword } from '#identity/passwords/passwords.ts'
import type { Person } from '#identity/people/people.store.ts'
import type { Notify, NotifyStores } from '#messaging/mail/notify.ts'
import type { Role } from '#schema/tables.ts'
import type { StoresOf, Transactional } from '#use-cases/stores.ts'

type Used =
  | 'addresses'
  | 'companies'
  | 'emailChanges'
  | 'grants'
  | 'logouts'
  | 'mailedCodes'
  | 'passwords'
  | 'people'
  | 'resetLinks'
  | 'sessions'
  | keyof NotifyStores

/** A person as a directory sends them, whole. `password`: from before the change to Sluis. */
export type PersonRecord = {
  name: string
  given_name?: string | undefined
  family_name?: string | undefined
  email: string
  language: Language
  active: boolean
  password?: StoredPassword | undefined
  memberships: { employee_login: string; company: string; role: Role; active: boolean }[]
}
export type UpsertRefusal = 'email-taken' | 'email-wrong' | 'company-unknown' | 'employee-login-taken'

type Deps = { identity: Transactional<Used>; notify: Pick<Notify, 'notice'> }

/** Thrown within the transaction, so that nothing of the record is kept. */
class EmployeeLoginTaken extends Error {
  override name = 'EmployeeLoginTaken'
}
/** Two records with one address at the same moment: the second run finds what the first one has put. */
const MAX_TRIES = 3

export async function upsertPerson(
  { identity, notify }: Deps,
  directory: Application,
  externalId: string,
  record: PersonRecord,
  now: Date,
): Promise<Decision<{ sub: string }, UpsertRefusal>> {
  const address = readEmail(record.email)
  if (!address.ok) return refuse('email-wrong')
  const { email, key } = address.value
  const companies = await identity.companies.idsOf(directory.id, [
    ...new Set(record.memberships.map((each) => each.company)),
  ])
  if (record.memberships.some((each) => !companies.has(each.company))) return refuse('company-unknown')
  const put = () =>
    identity.transaction(async (stores): Promise<Decision<{ sub: string }, UpsertRefusal>> => {
      await stores.companies.lockPerson(directory.id, externalId)
      await stores.addresses.lockWithin(directory.id, key)
      const id = (await stores.companies.recordOf(directory.id, externalId))?.personId ?? randomId()
      const before = await stores.people.findById(id)
      const hasChosen = before !== undefined && (await stores.people.emailChosenAt(id)) !== null
      // Of their own directory alone: what another one has, or had, is not told.
      if (!hasChosen && (await stores.addresses.isTakenWithin(directory.id, key, id, now))) return refuse('email-taken')
      const others = await stores.companies.loginsOfOthers(
        directory.id,
        id,
        record.memberships.map((each) => each.employee_login),
        now,
      )
      if (others.some(({ hasEnded }) => !hasEnded)) return refuse('employee-login-taken')
      const isFree =
        !(await stores.addresses.isHadByAnother(key, id)) && !(await stores.emailChanges.isReserved(key, id, now))
      // Before the person's address can change: a session that ends meanwhile adds the same rows (rule 10).
      if (before) await endTokens(stores, directory, id, record, companies, now)
      const { name, language } = record
      const parts = { givenName: record.given_name ?? null, familyName: record.family_name ?? null }
      await stores.people.upsert({ id, name, ...parts, email, emailKey: key, isFree, language }, now)
      await stores.companies.upsertPerson(directory.id, externalId, id, record.active ? null : now)
      const memberships = record.memberships.map((each) => ({
        employeeLogin: each.employee_login,
        companyId: companies.get(each.company)!,
        role: each.role,
        endedAt: each.active && record.active ? null : now,
      }))
      if (!(await stores.companies.replaceMemberships(directory.id, id, memberships, now)))
        throw new EmployeeLoginTaken()
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
      for (const { personId } of others)
        await stores.audit.append(
          {
            action: 'employee-login-moved',
            result: 'done',
            actor: directory.id,
            personId: id,
            applicationId: directory.id,
            detail: { from: personId },
          },
          now,
        )
      if (before) await notifyAddressChange(stores, notify, directory, before, now)
      return accept({ sub: id })
    })
  for (let tries = 1; ; tries++) {
    try {
      return await put()
    } catch (error) {
      if (error instanceof EmployeeLoginTaken) return refuse('employee-login-taken')
      if (tries === MAX_TRIES || !isUniqueViolation(error, 'person_email_key_key')) throw error
    }
  }
}

/**
 * Tokens that rest on what ends by this record are over, also where the person comes back: whoever returns signs in.
 * The application is told, so that its own sessions end too: all of them where the person is put out of service or
 * works nowhere any more, otherwise those of the companies that they leave.
 */
async function endTokens(
  stores: StoresOf<Used>,
  directory: Application,
  personId: string,
  record: PersonRecord,
  companies: ReadonlyMap<string, string>,
  now: Date,
): Promise<void> {
  const stays = new Set(record.memberships.filter(({ active }) => active).map(({ company }) => companies.get(company)))
  const left = (await stores.companies.companiesOfPerson(directory.id, personId, now)).filter((id) => !stays.has(id))
  const isPutOut = !record.active && (await stores.companies.isInService(directory.id, personId, now))
  const leavesAll = record.active && left.length > 0 && stays.size === 0
  if (!isPutOut && (!record.active || left.length === 0)) return
  await stores.people.hold(personId)
  const named = isPutOut ? null : left
  // A device has nothing but these tokens. It ends first, so that the application is told of it as of others.
  await stores.sessions.endDevices({ personId, applicationId: directory.id, companies: named }, now)
  await stores.logouts.enqueueFor(directory.id, personId, now, leavesAll ? null : named)
  await stores.grants.deleteForPerson(personId, directory.id, named)
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
  if (!person || keyOf(person) === keyOf(before)) return
  // One that was never theirs is nobody's former address.
  if (before.hasEmail) await stores.previousAddresses.save(person.id, before.email, now)
  await stores.previousAddresses.delete(person.id, [person.email])
  // A link to choose a new password may lie in the old mailbox, or a code.
  await stores.resetLinks.delete(person.id)
  await stores.mailedCodes.deleteByPerson(person.id)
  await stores.audit.append(
    { action: 'email-changed', result: 'done', actor: directory.id, personId: person.id, applicationId: directory.id },
    now,
  )
  await notify.notice(stores, person, 'email-changed', { browser: '', application: directory }, now)
}

function keyOf({ email }: Person): string {
  const read = readEmail(email)
  return read.ok ? read.value.key : email
}
