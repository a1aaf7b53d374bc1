// The leave of each year: what it gives, what was taken, what is left.
import { html } from 'hono/html'
import { dataTable, emptyState, tiles } from '@sluis/design'
import type { Handler } from '#journeys/request-context.ts'
import { workPage } from '#journeys/work-page.ts'
import { leaveLeft } from '#leave/leave.ts'

export const showLeave: Handler = (deps) => async (c) => {
  const t = c.get('t')
  const membership = c.get('membership')
  const balances = await deps.leave.listByEmployee(membership.id)
  const hours = (count: number) => t('leave.hours', { hours: count })
  const years = balances.map((balance) => {
    const left = leaveLeft(balance)
    const rows = [
      [t('leave.statutory'), hours(balance.statutoryHours), hours(left.statutoryHours)],
      [t('leave.extra'), hours(balance.extraHours), hours(left.extraHours)],
    ]
    const columns = [
      { text: t('leave.kind') },
      { text: t('leave.given'), numeric: true },
      { text: t('leave.left'), numeric: true },
    ]
    return html`<section aria-labelledby="year-${balance.year}"><h2 id="year-${balance.year}">${balance.year}</h2>
${tiles([
  { label: t('leave.left'), value: hours(left.hours), icon: 'sun' },
  { label: t('leave.taken'), value: hours(balance.takenHours), icon: 'calendar' },
])}
${dataTable({ caption: t('leave.caption', { year: String(balance.year) }), captionHidden: true, columns, rows })}</section>`
  })
  const content = html`<h1>${t('nav.leave')}</h1><p class="lead">${membership.companyName}</p>${years.length > 0 ? years : emptyState({ title: t('leave.none'), content: t('leave.none-text'), icon: 'sun' })}`
  return workPage(deps, c, { title: t('nav.leave'), content, narrow: true })
}
