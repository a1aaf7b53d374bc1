// Filling an empty database with a world given as plain data: for the demo, for trying and for tests.
import type { Kysely } from 'kysely'
import type { Clock } from '@sluis/server-kit/clock'
import type { Sealer } from '@sluis/server-kit/sealing'
import { sealedAccount } from '#bank/bank-account.store.ts'
import { yearOf, dayIn } from '#payroll/calendar.ts'
import { runPay } from '#payroll/pay-run.ts'
import { createPayslipStore } from '#payroll/payslip.store.ts'
import { hashPassword } from '#people/passwords.ts'
import { fillWorld } from '#people/world.store.ts'
import type { Role, Tables } from '#schema/tables.ts'

export type World = { companies: WorldCompany[]; people: WorldPerson[] }
/** Ids as Sluis' directory gets them: 1–128 visible ASCII characters without a slash. */
export type WorldCompany = { id: string; name: string; timezone: string }
export type WorldPerson = {
  id: string
  name: string
  email: string
  language: 'nl' | 'en'
  /** As typed, or as it was hashed before. */
  password: { plain: string } | { bcrypt: string }
  active?: boolean
  memberships: WorldMembership[]
}
export type WorldMembership = {
  /** The employee login. */
  id: string
  company: string
  role: Role
  active?: boolean
  /** Absent for somebody who is not paid here: an accountant, an owner. Payslips are worked out from it. */
  employment?: { job: string; monthlySalaryCents: number; startedOn: string; commuteKm?: number; number?: string }
  /** Of this year. */
  leave?: { statutoryHours: number; extraHours: number; takenHours: number }
  bankAccount?: { iban: string; holder: string }
}

type SeedDeps = { db: Kysely<Tables>; sealer: Sealer; clock: Clock }

/** For an empty database; all or nothing. Payslips run up to the clock's today, from January of last year. */
export async function seedWorld({ db, sealer, clock }: SeedDeps, world: World): Promise<void> {
  const now = clock.now()
  const year = yearOf(dayIn('UTC', now))
  const memberships = world.people.flatMap((person) =>
    person.memberships.map((membership) => ({ ...membership, person: person.id })),
  )
  const rows = {
    company: world.companies.map(({ id, name, timezone }) => ({ id, name, timezone })),
    login: await Promise.all(world.people.map(loginOf)),
    employee_login: memberships.map((each) => ({
      id: each.id,
      login_id: each.person,
      company_id: each.company,
      role: each.role,
      active: each.active ?? true,
      sub: null,
    })),
    employment: memberships.flatMap(({ id, employment }) => (employment ? [employmentOf(id, employment)] : [])),
    leave_balance: memberships.flatMap(({ id, leave }) =>
      leave
        ? [
            {
              employee_login_id: id,
              year,
              statutory_hours: leave.statutoryHours,
              extra_hours: leave.extraHours,
              taken_hours: leave.takenHours,
            },
          ]
        : [],
    ),
    bank_account: memberships.flatMap(({ id, bankAccount }) =>
      bankAccount ? [{ employee_login_id: id, ...sealedAccount(sealer, id, bankAccount, now) }] : [],
    ),
  }
  await fillWorld(db, rows, async (filling) => {
    await runPay(createPayslipStore(filling), now)
  })
}

async function loginOf(person: WorldPerson) {
  const password_hash = 'plain' in person.password ? await hashPassword(person.password.plain) : person.password.bcrypt
  return {
    id: person.id,
    email: person.email,
    password_hash,
    name: person.name,
    language: person.language,
    active: person.active ?? true,
    sub: null,
    linked_at: null,
    directory_sub: null,
    logged_out_at: null,
    logouts: 0,
  }
}

const employmentOf = (
  id: string,
  { job, monthlySalaryCents, startedOn, commuteKm, number }: NonNullable<WorldMembership['employment']>,
) => ({
  employee_login_id: id,
  job,
  monthly_salary_cents: monthlySalaryCents,
  started_on: startedOn,
  commute_km: commuteKm ?? 0,
  number: number ?? null,
})
