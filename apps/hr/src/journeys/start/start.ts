// The start page: the next payday, the newest payslips, the leave that is left; and the pop-up where it is due.
import { html } from 'hono/html'
import { listRows, tiles, type StatTileProps } from '@sluis/design'
import type { Handler } from '#journeys/request-context.ts'
import { noPayslips } from '#journeys/no-payslips.ts'
import { workPage } from '#journeys/work-page.ts'
import { leaveLeft } from '#leave/leave.ts'
import { formatDayOfYear, formatMonthTitle, formatMonth, formatShortDay } from '#page/messages.ts'
import { dayIn, nextPayday } from '#payroll/calendar.ts'
import { formatMoney } from '#payroll/money.ts'
import { popUp } from './pop-up.ts'

export const start: Handler = (deps) => async (c) => {
  const { payslips, leave, clock } = deps
  const t = c.get('t')
  const { login, reminder } = c.get('access')
  const membership = c.get('membership')
  const [slips, balances] = await Promise.all([
    payslips.listByEmployee(membership.id, 3),
    leave.listByEmployee(membership.id),
  ])

  const figures: StatTileProps[] = []
  if (membership.job !== null) {
    const payday = nextPayday(dayIn(membership.timezone, clock.now()))
    figures.push({
      label: t('start.payday'),
      value: formatDayOfYear(t.language, payday),
      detail: payday.slice(0, 4),
      icon: 'calendar',
    })
  }
  if (slips[0])
    figures.push({
      label: t('start.last-net'),
      value: formatMoney(t.language, slips[0].netCents),
      detail: formatMonth(t.language, slips[0].period),
      icon: 'euro',
      href: `/payslips/${slips[0].id}`,
    })
  if (balances[0])
    figures.push({
      label: t('start.leave'),
      value: t('leave.hours', { hours: leaveLeft(balances[0]).hours }),
      detail: String(balances[0].year),
      icon: 'sun',
      href: '/leave',
    })

  const title = t('start.title', { name: login.name.split(' ')[0]! })
  const rows = slips.map((slip) => ({
    title: formatMonthTitle(t.language, slip.period),
    detail: t('payslips.paid', { day: formatShortDay(t.language, slip.payday) }),
    value: formatMoney(t.language, slip.netCents),
    href: `/payslips/${slip.id}`,
  }))
  const content = html`${reminder.show === 'pop-up' && popUp(deps, c, reminder)}
<h1>${title}</h1>
<p class="lead">${membership.companyName}</p>
${figures.length > 0 && tiles(figures)}
<section aria-labelledby="newest"><h2 id="newest">${t('start.newest')}</h2>
${rows.length > 0 ? listRows(rows) : noPayslips(c)}
${rows.length > 0 && html`<p><a href="/payslips">${t('start.all')}</a></p>`}</section>`
  return workPage(deps, c, { title, content, modules: reminder.show === 'pop-up' ? ['popup'] : [] })
}
