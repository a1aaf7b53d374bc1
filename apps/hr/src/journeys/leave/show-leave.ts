// The leave of each year: what it gives, what was taken, what is left.
import { html } from 'hono/html'
import { dataTable, emptyState, tiles } from '@sluis/design'
import type { Handler } from '#journeys/visit.ts'
import { workPage } from '#journeys/work-page.ts'
import { leaveLeft } from '#leave/leave.ts'

export const showLeave: Handler = (parts) => async (c) => {
  const say = c.get('say')
  const { here } = c.get('visit')
  const balances = await parts.leave.ofEmployee(here.id)
  const hours = (count: number) => say('leave.hours', { hours: count })
  const years = balances.map((balance) => {
    const left = leaveLeft(balance)
    const rows = [
      [say('leave.statutory'), hours(balance.statutoryHours), hours(left.statutoryHours)],
      [say('leave.extra'), hours(balance.extraHours), hours(left.extraHours)],
    ]
    const columns = [
      { text: say('leave.kind') },
      { text: say('leave.given'), numeric: true },
      { text: say('leave.left'), numeric: true },
    ]
    return html`<section aria-labelledby="year-${balance.year}"><h2 id="year-${balance.year}">${balance.year}</h2>
${tiles([
  { label: say('leave.left'), value: hours(left.hours), icon: 'sun' },
  { label: say('leave.taken'), value: hours(balance.takenHours), icon: 'calendar' },
])}
${dataTable({ caption: say('leave.caption', { year: String(balance.year) }), captionHidden: true, columns, rows })}</section>`
  })
  const content = html`<h1>${say('nav.leave')}</h1><p class="lead">${here.companyName}</p>${years.length > 0 ? years : emptyState({ title: say('leave.none'), content: say('leave.none-text'), icon: 'sun' })}`
  return workPage(parts, c, { title: say('nav.leave'), content, narrow: true })
}
