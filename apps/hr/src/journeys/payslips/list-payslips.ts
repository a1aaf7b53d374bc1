// All payslips in this company, newest first, a year under each other.
import { html } from 'hono/html'
import { listRows } from '@sluis/design'
import type { Handler } from '#journeys/visit.ts'
import { noPayslips } from '#journeys/no-payslips.ts'
import { workPage } from '#journeys/work-page.ts'
import { monthTitle, shortDayWords } from '#page/texts.ts'
import { money } from '#payroll/money.ts'
import { yearOf } from '#payroll/calendar.ts'

export const listPayslips: Handler = (parts) => async (c) => {
  const say = c.get('say')
  const { here } = c.get('visit')
  const slips = await parts.payslips.ofEmployee(here.id)
  const years = Map.groupBy(slips, (slip) => yearOf(slip.period))
  const lists = [...years].map(
    ([year, list]) =>
      html`<section aria-labelledby="year-${year}"><h2 id="year-${year}">${year}</h2>${listRows(
        list.map((slip) => ({
          title: monthTitle(say.language, slip.period),
          detail: say('payslips.paid', { day: shortDayWords(say.language, slip.payday) }),
          value: money(say.language, slip.netCents),
          valueDetail: slip.holidayAllowanceCents > 0 ? say('payslips.with-holiday') : undefined,
          href: `/payslips/${slip.id}`,
        })),
      )}</section>`,
  )
  const content = html`<h1>${say('nav.payslips')}</h1><p class="lead">${here.companyName}</p>${lists.length > 0 ? lists : noPayslips(c)}`
  return workPage(parts, c, { title: say('nav.payslips'), content, narrow: true })
}
