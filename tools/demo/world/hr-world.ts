// The world as Kade knows it: companies, logins with their old passwords, jobs, leave and bank accounts.
import type { World as HrWorld, WorldMembership } from '@sluis/hr/seed'
import type { World } from '../world.ts'
import { TIMEZONE } from './amsterdam.ts'
import { ibanOf } from './iban.ts'
import { employeeLoginOf, type DemoPerson, type DemoMembership } from './people.ts'

// Four weeks by law and one more by agreement, in a working week of 40 hours.
const STATUTORY_HOURS = 160
const EXTRA_HOURS = 40
const NUMBERS_FROM = 10_412

/** Plain data for HR's own seeding; HR hashes the passwords with bcrypt, as before the change. */
export const hrWorldOf = (world: World): HrWorld => ({
  companies: world.companies.map(({ id, name }) => ({ id, name, timezone: TIMEZONE })),
  people: world.people.map((person, at) => ({
    id: person.id,
    name: person.name,
    email: person.email,
    language: person.language,
    password: { plain: person.password },
    memberships: person.memberships.map((membership) => membershipOf(person, membership, at)),
  })),
})

function membershipOf(person: DemoPerson, source: DemoMembership, at: number): WorldMembership {
  const membership = { id: employeeLoginOf(person, source), company: source.company, role: source.role }
  if (source.job === null) return membership
  const { title, monthlySalaryCents, startedOn, commuteKm, leaveTakenHours } = source.job
  return {
    ...membership,
    employment: { job: title, monthlySalaryCents, startedOn, commuteKm, number: String(NUMBERS_FROM + at * 7) },
    leave: { statutoryHours: STATUTORY_HOURS, extraHours: EXTRA_HOURS, takenHours: leaveTakenHours },
    bankAccount: { iban: ibanOf(417_164_300 + at * 1_037), holder: person.name },
  }
}
