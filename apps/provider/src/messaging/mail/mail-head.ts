// What the band of a mail names beside Sluis: the application that its reader logs in to, and their employer.
import { emailKey } from '@sluis/server-kit/email'
import { nameIn } from '#identity/applications/application.ts'
import type { ApplicationLogo, ApplicationLogosStore } from '#identity/applications/application-logos.store.ts'
import type { ApplicationsStore } from '#identity/applications/applications.store.ts'
import type { CompaniesStore } from '#identity/companies/companies.store.ts'
import { employerOf } from '#identity/companies/employer.ts'
import type { PeopleStore } from '#identity/people/people.store.ts'

export type MailHead = { application: { name: string; logo: ApplicationLogo | null } | null; employer: string | null }
export const NO_HEAD: MailHead = { application: null, employer: null }

export type HeadStores = {
  people: Pick<PeopleStore, 'findById'>
  applications: Pick<ApplicationsStore, 'listByPerson'>
  applicationLogos: Pick<ApplicationLogosStore, 'find'>
  companies: Pick<CompaniesStore, 'employersOf'>
}

/**
 * Asked when the mail is sent, so that nobody waits for it. Each is named where it can only be one. At an address that
 * is not the person's present one neither is: the mailbox of a former employer does not hear who the new one is.
 */
export async function findMailHead(
  { people, applications, applicationLogos, companies }: HeadStores,
  personId: string,
  to: string,
  now: Date,
): Promise<MailHead> {
  const person = await people.findById(personId)
  if (!person?.hasEmail || !isSameAddress(person.email, to)) return NO_HEAD
  const [application, ...others] = await applications.listByPerson(personId)
  const employer = employerOf(await companies.employersOf(personId, null, now))
  if (!application || others.length > 0) return { application: null, employer }
  const logo = application.logo && (await applicationLogos.find(application.id))
  return { application: { name: nameIn(application, person.language), logo: logo ?? null }, employer }
}

function isSameAddress(one: string, other: string): boolean {
  const [first, second] = [emailKey(one), emailKey(other)]
  return first.ok && second.ok && first.value === second.value
}
