// The arithmetic of a payslip, in cents. The rates are those of a Dutch year rounded to whole figures: believable, and
// no tax advice.
import { type Month, monthNumberOf, monthsBetween, monthsOn, yearOf } from './calendar.ts'

export type Employment = { monthlySalaryCents: number; startedOn: string; commuteKm: number }
/** What one month comes to. Deductions are positive here and are subtracted in `netCents`. */
export type Wage = {
  salaryCents: number
  holidayAllowanceCents: number
  pensionCents: number
  wageTaxCents: number
  specialTaxCents: number
  travelCents: number
  netCents: number
}

const RAISE_A_YEAR = 1.03
const HOLIDAY_ALLOWANCE = 0.08
const HOLIDAY_MONTH = 5
const PENSION = { share: 0.0765, franchiseCents: 155_000 }
const TRAVEL = { centsAKilometre: 23, days: 18 }
const BRACKETS = [
  { upTo: 38_441_00, rate: 0.3582 },
  { upTo: 76_817_00, rate: 0.3748 },
  { upTo: Infinity, rate: 0.495 },
]
const GENERAL_CREDIT = { max: 3_068_00, from: 28_406_00, fall: 0.0634 }
const WORK_CREDIT = { max: 5_599_00, rise: 0.146, from: 43_071_00, fall: 0.0651 }

/** The tax on a year's wage, credits subtracted; never less than nothing. */
export function yearTax(yearCents: number): number {
  let tax = 0
  let lower = 0
  for (const { upTo, rate } of BRACKETS) {
    tax += Math.max(0, Math.min(yearCents, upTo) - lower) * rate
    lower = upTo
  }
  const general = Math.max(0, GENERAL_CREDIT.max - Math.max(0, yearCents - GENERAL_CREDIT.from) * GENERAL_CREDIT.fall)
  const work = Math.max(
    0,
    Math.min(WORK_CREDIT.max, yearCents * WORK_CREDIT.rise) -
      Math.max(0, yearCents - WORK_CREDIT.from) * WORK_CREDIT.fall,
  )
  return Math.max(0, Math.round(tax - general - work))
}

/**
 * The salary of a month: today's, less a raise for each January since. `today` is the month that the salary is known
 * for.
 */
export function salaryIn(month: Month, today: Month, employment: Employment): number {
  return Math.round(employment.monthlySalaryCents / RAISE_A_YEAR ** (yearOf(today) - yearOf(month)))
}

/** Null for a month before the first whole one. */
export function wageOf(month: Month, today: Month, employment: Employment): Wage | null {
  const first = employment.startedOn.slice(0, 7)
  if (month < first) return null
  const salaryCents = salaryIn(month, today, employment)
  const pensionCents = Math.round(Math.max(0, salaryCents - PENSION.franchiseCents) * PENSION.share)
  const yearWage = (salaryCents - pensionCents) * 12
  const wageTaxCents = Math.round(yearTax(yearWage) / 12)
  // From June to May, for as many of these months as there were.
  const earned =
    monthNumberOf(month) === HOLIDAY_MONTH
      ? monthsBetween(first > monthsOn(month, -11) ? first : monthsOn(month, -11), month)
      : []
  const holidayAllowanceCents = earned.reduce(
    (sum, each) => sum + Math.round(salaryIn(each, today, employment) * HOLIDAY_ALLOWANCE),
    0,
  )
  // What comes on top is taxed at what the last euro is taxed with.
  const specialTaxCents = yearTax(yearWage + holidayAllowanceCents) - yearTax(yearWage)
  const travelCents = employment.commuteKm * 2 * TRAVEL.days * TRAVEL.centsAKilometre
  const netCents = salaryCents + holidayAllowanceCents - pensionCents - wageTaxCents - specialTaxCents + travelCents
  return { salaryCents, holidayAllowanceCents, pensionCents, wageTaxCents, specialTaxCents, travelCents, netCents }
}

export const grossOf = (wage: Wage): number => wage.salaryCents + wage.holidayAllowanceCents
export const deductionsOf = (wage: Wage): number => wage.pensionCents + wage.wageTaxCents + wage.specialTaxCents
