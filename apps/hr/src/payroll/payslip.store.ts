// Records of payslips. Each is read by its id and the employee login it must belong to, so that nobody reads another
// person's or company's.
import { sql, type Kysely } from 'kysely'
import type { Tables } from '#schema/tables.ts'
import type { Wage } from './wage.ts'

export type Payslip = Wage & { id: string; period: string; payday: string }
/** The year until and with the payslip. */
export type YearTotals = {
  grossCents: number
  pensionCents: number
  taxCents: number
  travelCents: number
  netCents: number
}
export type PayslipStore = ReturnType<typeof createPayslipStore>

const COLUMNS = [
  'id',
  'period',
  'payday',
  'salary_cents as salaryCents',
  'holiday_allowance_cents as holidayAllowanceCents',
  'pension_cents as pensionCents',
  'wage_tax_cents as wageTaxCents',
  'special_tax_cents as specialTaxCents',
  'travel_cents as travelCents',
  'net_cents as netCents',
] as const
const BATCH_SIZE = 400

export function createPayslipStore(db: Kysely<Tables>) {
  return {
    /** Newest first. */
    listByEmployee: (employeeLogin: string, limit = 60): Promise<Payslip[]> =>
      db
        .selectFrom('payslip')
        .select(COLUMNS)
        .where('employee_login_id', '=', employeeLogin)
        .orderBy('period', 'desc')
        .limit(limit)
        .execute(),

    find: async (employeeLogin: string, id: string): Promise<Payslip | null> =>
      (await db
        .selectFrom('payslip')
        .select(COLUMNS)
        .where('employee_login_id', '=', employeeLogin)
        .where('id', '=', id)
        .executeTakeFirst()) ?? null,

    yearUntil: (employeeLogin: string, period: string): Promise<YearTotals> =>
      db
        .selectFrom('payslip')
        .select([
          sql<number>`coalesce(sum(salary_cents + holiday_allowance_cents), 0)::int`.as('grossCents'),
          sql<number>`coalesce(sum(pension_cents), 0)::int`.as('pensionCents'),
          sql<number>`coalesce(sum(wage_tax_cents + special_tax_cents), 0)::int`.as('taxCents'),
          sql<number>`coalesce(sum(travel_cents), 0)::int`.as('travelCents'),
          sql<number>`coalesce(sum(net_cents), 0)::int`.as('netCents'),
        ])
        .where('employee_login_id', '=', employeeLogin)
        .where('period', '>=', `${period.slice(0, 4)}-01`)
        .where('period', '<=', period)
        .executeTakeFirstOrThrow(),

    /** Adds payslips; one that exists for the same month stays as it is. */
    async add(slips: readonly (Payslip & { employeeLogin: string })[]): Promise<void> {
      for (let from = 0; from < slips.length; from += BATCH_SIZE) {
        const rows = slips.slice(from, from + BATCH_SIZE).map((slip) => ({
          id: slip.id,
          employee_login_id: slip.employeeLogin,
          period: slip.period,
          payday: slip.payday,
          salary_cents: slip.salaryCents,
          holiday_allowance_cents: slip.holidayAllowanceCents,
          pension_cents: slip.pensionCents,
          wage_tax_cents: slip.wageTaxCents,
          special_tax_cents: slip.specialTaxCents,
          travel_cents: slip.travelCents,
          net_cents: slip.netCents,
        }))
        await db
          .insertInto('payslip')
          .values(rows)
          .onConflict((conflict) => conflict.columns(['employee_login_id', 'period']).doNothing())
          .execute()
      }
    },

    /** Everybody who is paid, with the last month they were paid for. */
    employments: () =>
      db
        .selectFrom('employment as m')
        .innerJoin('employee_login as e', 'e.id', 'm.employee_login_id')
        .innerJoin('company as c', 'c.id', 'e.company_id')
        .select([
          'e.id as employeeLogin',
          'c.timezone',
          'm.monthly_salary_cents as monthlySalaryCents',
          'm.started_on as startedOn',
          'm.commute_km as commuteKm',
        ])
        .select((is) =>
          is
            .selectFrom('payslip as p')
            .select((sum) => sum.fn.max('p.period').as('last'))
            .whereRef('p.employee_login_id', '=', 'e.id')
            .as('lastPeriod'),
        )
        .where('e.active', '=', true)
        .execute(),
  }
}
