// All payslips in this company, newest first, a year under each other.
import { html } from 'hono/html'
import { listRows } from '@sluis/design'
import type { Handler } from '#journeys/request-context.ts'
import { noPayslips } from '#journeys/no-payslips.ts'
import { workPage } from '#journeys/work-page.ts'
import { formatMonthTitle, formatShortDay } from '#page/messages.ts'
import { formatMoney } from '#payroll/money.ts'
import { yearOf } from '#payroll/calendar.ts'

export const listPayslips: Handler = (deps) => async (c) => {
  const t = c.get('t')
  const membership = c.get('membership')
  const slips = await deps.payslips.listByEmployee(membership.id)
  const years = Map.groupBy(slips, (slip) => yearOf(slip.period))
  const lists = [...years].map(
    ([year, list]) =>
      html`<section aria-labelledby="year-${year}"><h2 id="year-${year}">${year}</h2>${listRows(
        list.map((slip) => ({
          title: formatMonthTitle(t.language, slip.period),
          detail: t('payslips.paid', { day: formatShortDay(t.language, slip.payday) }),
          value: formatMoney(t.language, slip.netCents),
          valueDetail: slip.holidayAllowanceCents > 0 ? t('payslips.with-holiday') : undefined,
          href: `/payslips/${slip.id}`,
        })),
      )}</section>`,
  )
  const content = html`<h1>${t('nav.payslips')}</h1><p class="lead">${membership.companyName}</p>${lists.length > 0 ? lists : noPayslips(c)}`
  return workPage(deps, c, { title: t('nav.payslips'), content, narrow: true })
}
