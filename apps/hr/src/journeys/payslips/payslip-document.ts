// One payslip in words and formatted amounts, from which both the page and the PDF are drawn.
import type { PayslipLine, PayslipProps } from '@sluis/design'
import type { EmployeeLogin } from '#people/employee-login.store.ts'
import { dayWords, monthWords, type Speak } from '#page/texts.ts'
import { money } from '#payroll/money.ts'
import type { Payslip, YearTotals } from '#payroll/payslip.store.ts'
import { deductionsOf, grossOf } from '#payroll/wage.ts'
import { yearOf } from '#payroll/calendar.ts'

export type PayslipOf = { slip: Payslip; totals: YearTotals; here: EmployeeLogin; employeeName: string }

export function payslipDocument(say: Speak, { slip, totals, here, employeeName }: PayslipOf): PayslipProps {
  const amount = (cents: number) => money(say.language, cents)
  // Lines that come to nothing are left out, as on paper.
  const lines = (list: [string, number][]): PayslipLine[] =>
    list.filter(([, cents]) => cents !== 0).map(([text, cents]) => ({ text, amount: amount(cents) }))
  const period = monthWords(say.language, slip.period)
  return {
    title: say('payslip.title', { period }),
    level: 1,
    employer: { name: here.companyName, lines: [] },
    employee: { name: employeeName, lines: here.job === null ? [] : [here.job] },
    facts: [
      { term: say('payslip.period'), value: period },
      { term: say('payslip.payday'), value: dayWords(say.language, slip.payday) },
      { term: say('payslip.number'), value: here.id },
    ],
    columns: { text: say('payslip.what'), amount: say('payslip.amount') },
    sections: [
      {
        title: say('payslip.gross'),
        lines: lines([
          [say('payslip.salary'), slip.salaryCents],
          [say('payslip.holiday'), slip.holidayAllowanceCents],
        ]),
        total: { text: say('payslip.gross-total'), amount: amount(grossOf(slip)) },
      },
      {
        title: say('payslip.deductions'),
        lines: lines([
          [say('payslip.pension'), -slip.pensionCents],
          [say('payslip.tax'), -slip.wageTaxCents],
          [say('payslip.special-tax'), -slip.specialTaxCents],
        ]),
        total: { text: say('payslip.deductions-total'), amount: amount(-deductionsOf(slip)) },
      },
      ...(slip.travelCents > 0
        ? [
            {
              title: say('payslip.untaxed'),
              lines: lines([[say('payslip.travel'), slip.travelCents]]),
              total: { text: say('payslip.untaxed-total'), amount: amount(slip.travelCents) },
            },
          ]
        : []),
    ],
    net: {
      text: say('payslip.net'),
      amount: amount(slip.netCents),
      detail: say('payslip.net-paid', { day: dayWords(say.language, slip.payday) }),
    },
    yearTotals: {
      title: say('payslip.year', { year: String(yearOf(slip.period)) }),
      lines: lines([
        [say('payslip.gross-total'), totals.grossCents],
        [say('payslip.pension'), -totals.pensionCents],
        [say('payslip.tax-all'), -totals.taxCents],
        [say('payslip.travel'), totals.travelCents],
        [say('payslip.net'), totals.netCents],
      ]),
    },
  }
}
