// The start page: the next payday, the newest payslips, the leave that is left; and the pop-up where it is due.
import { html } from 'hono/html'
import { listRows, tiles, type StatTileProps } from '@sluis/design'
import type { Handler } from '#journeys/visit.ts'
import { noPayslips } from '#journeys/no-payslips.ts'
import { workPage } from '#journeys/work-page.ts'
import { leaveLeft } from '#leave/leave.ts'
import { dayWords, monthTitle, monthWords, shortDayWords } from '#page/texts.ts'
import { dayIn, nextPayday } from '#payroll/calendar.ts'
import { money } from '#payroll/money.ts'
import { popUp } from './pop-up.ts'

export const start: Handler = (parts) => async (c) => {
  const { payslips, leave, clock } = parts
  const say = c.get('say')
  const { login, here, reminder } = c.get('visit')
  const [slips, balances] = await Promise.all([payslips.ofEmployee(here.id, 3), leave.ofEmployee(here.id)])

  const figures: StatTileProps[] = []
  if (here.job !== null)
    figures.push({
      label: say('start.payday'),
      value: dayWords(say.language, nextPayday(dayIn(here.timezone, clock.now()))),
      icon: 'calendar',
    })
  if (slips[0])
    figures.push({
      label: say('start.last-net'),
      value: money(say.language, slips[0].netCents),
      detail: monthWords(say.language, slips[0].period),
      icon: 'euro',
      href: `/payslips/${slips[0].id}`,
    })
  if (balances[0])
    figures.push({
      label: say('start.leave'),
      value: say('leave.hours', { hours: leaveLeft(balances[0]).hours }),
      detail: String(balances[0].year),
      icon: 'sun',
      href: '/leave',
    })

  const title = say('start.title', { name: login.name.split(' ')[0]! })
  const rows = slips.map((slip) => ({
    title: monthTitle(say.language, slip.period),
    detail: say('payslips.paid', { day: shortDayWords(say.language, slip.payday) }),
    value: money(say.language, slip.netCents),
    href: `/payslips/${slip.id}`,
  }))
  const content = html`${reminder.show === 'pop-up' && popUp(parts, c, reminder)}
<h1>${title}</h1>
<p class="lead">${here.companyName}</p>
${figures.length > 0 && tiles(figures)}
<section aria-labelledby="newest"><h2 id="newest">${say('start.newest')}</h2>
${rows.length > 0 ? listRows(rows) : noPayslips(c)}
${rows.length > 0 && html`<p><a href="/payslips">${say('start.all')}</a></p>`}</section>`
  return workPage(parts, c, { title, content, modules: reminder.show === 'pop-up' ? ['popup'] : [] })
}
