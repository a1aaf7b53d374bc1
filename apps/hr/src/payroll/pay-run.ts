// The pay run: makes the payslips that are due, from January of last year on, so that the totals of a year are those of
// a whole one.
import { randomId } from '@sluis/server-kit/random'
import { dayIn, monthOf, monthsBetween, monthsOn, paydayOf, yearOf } from './calendar.ts'
import type { PayslipStore } from './payslip.store.ts'
import { wageOf } from './wage.ts'

/** Makes what is due at that instant and answers how many. Run twice it makes nothing twice. */
export async function runPay(payslips: PayslipStore, now: Date): Promise<number> {
  const made = (await payslips.employments()).flatMap((employment) => {
    const today = dayIn(employment.timezone, now)
    const thisMonth = today.slice(0, 7)
    const first = employment.lastPeriod ? monthsOn(employment.lastPeriod, 1) : monthOf(yearOf(today) - 1, 1)
    return monthsBetween(first, thisMonth)
      .filter((period) => paydayOf(period) <= today)
      .flatMap((period) => {
        const wage = wageOf(period, thisMonth, employment)
        return wage
          ? [{ ...wage, id: randomId(), employeeLogin: employment.employeeLogin, period, payday: paydayOf(period) }]
          : []
      })
  })
  await payslips.add(made)
  return made.length
}
