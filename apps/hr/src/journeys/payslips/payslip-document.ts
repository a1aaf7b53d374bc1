// One payslip in words and formatted amounts, from which both the page and the PDF are made.
import type { PayslipLine, PayslipProps } from '@sluis/design'
import type { EmployeeLogin } from '#people/employee-login.store.ts'
import { formatDay, formatMonth, type Translate } from '#page/messages.ts'
import { formatMoney } from '#payroll/money.ts'
import type { Payslip, YearTotals } from '#payroll/payslip.store.ts'
import { deductionsOf, grossOf } from '#payroll/wage.ts'
import { yearOf } from '#payroll/calendar.ts'

export type PayslipData = { slip: Payslip; totals: YearTotals; membership: EmployeeLogin; employeeName: string }

export function payslipDocument(t: Translate, { slip, totals, membership, employeeName }: PayslipData): PayslipProps {
  const amount = (cents: number) => formatMoney(t.language, cents)
  // Lines that come to nothing are left out, as on paper.
  const lines = (list: [string, number][]): PayslipLine[] =>
    list.filter(([, cents]) => cents !== 0).map(([text, cents]) => ({ text, amount: amount(cents) }))
  const period = formatMonth(t.language, slip.period)
  return {
    title: t('payslip.title', { period }),
    level: 1,
    employer: { name: membership.companyName, lines: [] },
    employee: { name: employeeName, lines: membership.job === null ? [] : [membership.job] },
    summaryList: [
      { term: t('payslip.period'), value: period },
      { term: t('payslip.payday'), value: formatDay(t.language, slip.payday) },
      ...(membership.number === null ? [] : [{ term: t('payslip.number'), value: membership.number }]),
    ],
    columns: { text: t('payslip.what'), amount: t('payslip.amount') },
    sections: [
      {
        title: t('payslip.gross'),
        lines: lines([
          [t('payslip.salary'), slip.salaryCents],
          [t('payslip.holiday'), slip.holidayAllowanceCents],
        ]),
        total: { text: t('payslip.gross-total'), amount: amount(grossOf(slip)) },
      },
      {
        title: t('payslip.deductions'),
        lines: lines([
          [t('payslip.pension'), -slip.pensionCents],
          [t('payslip.tax'), -slip.wageTaxCents],
          [t('payslip.special-tax'), -slip.specialTaxCents],
        ]),
        total: { text: t('payslip.deductions-total'), amount: amount(-deductionsOf(slip)) },
      },
      ...(slip.travelCents > 0
        ? [
            {
              title: t('payslip.untaxed'),
              lines: lines([[t('payslip.travel'), slip.travelCents]]),
              total: { text: t('payslip.untaxed-total'), amount: amount(slip.travelCents) },
            },
          ]
        : []),
    ],
    net: {
      text: t('payslip.net'),
      amount: amount(slip.netCents),
      detail: t('payslip.net-paid', { day: formatDay(t.language, slip.payday) }),
    },
    yearTotals: {
      title: t('payslip.year', { year: String(yearOf(slip.period)) }),
      lines: lines([
        [t('payslip.gross-total'), totals.grossCents],
        [t('payslip.pension'), -totals.pensionCents],
        [t('payslip.tax-all'), -totals.taxCents],
        [t('payslip.travel'), totals.travelCents],
        [t('payslip.net'), totals.netCents],
      ]),
    },
  }
}
