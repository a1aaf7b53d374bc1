// For the HR officer: how many are ready and how long there is left; who is not, and a reminder for them. Yes or no,
// and nothing more.
import { html } from 'hono/html'
import { dateFormatter } from '@sluis/server-kit/messages'
import { badge, button, linkButton, listRows, notice, type Html } from '@sluis/design'
import { loadColleagues, type ColleagueRow } from '#journeys/employees/colleagues.ts'
import type { Handler, PageRequest } from '#journeys/request-context.ts'
import { workPage } from '#journeys/work-page.ts'
import { csrfField, hidden } from '#page/frames.ts'
import { dayIn } from '#payroll/calendar.ts'
import { daysLeft, type Readiness } from '#sluis/readiness.ts'

const PAGE_SIZE = 25

export const listEmployees: Handler = (deps) => async (c) => {
  const t = c.get('t')
  const now = deps.clock.now()
  const { companyId, companyName } = c.get('membership')
  const { readiness, colleagues } = await loadColleagues(deps, companyId, now)
  const asked = c.req.query('page') ?? '1'
  const last = Math.max(1, Math.ceil(colleagues.length / PAGE_SIZE))
  const page = /^[1-9]\d{0,3}$/.test(asked) ? Math.min(Number(asked), last) : 1
  const shown = colleagues.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE)
  const remindable = colleagues.filter(({ canRemind }) => canRemind).length
  const to = (number: number, text: string) => linkButton({ text, href: `/employees?page=${number}`, kind: 'quiet' })
  // The button of each row belongs to this form too.
  const remindForm =
    remindable > 0 &&
    html`<form method="post" action="/employees/remind" id="remind">${csrfField(c)}${hidden('company', companyId)}${hidden('page', String(page))}${remindable > 1 && button({ text: t('employees.remind-all', { count: remindable }), icon: 'mail', name: 'who', value: 'all' })}</form>`
  const content = html`<h1>${t('nav.employees')}</h1><p class="lead">${companyName}</p>
${readiness ? howFar(c, readiness, colleagues, now) : notice({ kind: 'warning', kindText: t('frame.notice'), content: t('employees.away') })}
<p>${t('employees.text')}</p>
${remindable > 0 && html`<p>${t('employees.remind-text')}</p>`}
${remindForm}
${listRows(
  shown.map((row) => ({
    title: row.name,
    detail: reminded(c, row, now),
    badge: readyBadge(c, row),
    actions: row.canRemind
      ? button({
          text: t('employees.remind'),
          kind: 'quiet',
          form: 'remind',
          name: 'who',
          value: row.id,
          about: row.name,
        })
      : undefined,
  })),
)}
<div class="actions">${page > 1 && to(page - 1, t('employees.before'))}${page < last && to(page + 1, t('employees.after'))}</div>`
  return workPage(deps, c, { title: t('nav.employees'), content, narrow: true })
}

/** "3 of 5 ready, 7 days left", and the same as a bar. */
function howFar(c: PageRequest, { deadline }: Readiness, colleagues: readonly ColleagueRow[], now: Date): Html {
  const t = c.get('t')
  const ready = colleagues.filter(({ state }) => state === 'ready').length
  const total = colleagues.length
  const days = deadline && daysLeft(deadline, now)
  const until =
    deadline === null || days === null
      ? null
      : days === 0
        ? t('employees.since', { date: dateFormatter(t.language, deadline.timezone).day(deadline.at) })
        : t('employees.days', { days })
  const text = [t('employees.count', { ready, total }), ...(until === null ? [] : [until])].join(', ')
  return html`<h2 id="ready">${ready === total ? t('employees.all-ready') : text}</h2>
<div class="meter"><progress value="${ready}" max="${Math.max(1, total)}" aria-labelledby="ready"></progress></div>`
}

function readyBadge(c: PageRequest, { state }: ColleagueRow): Html {
  const t = c.get('t')
  if (state === 'unknown') return badge({ text: t('employees.unknown') })
  return state === 'ready'
    ? badge({ kind: 'good', text: t('employees.yes') })
    : badge({ kind: 'warning', text: t('employees.no') })
}

/** When they were reminded, while no other reminder can be sent. */
function reminded(c: PageRequest, { remindedAt }: ColleagueRow, now: Date): string | undefined {
  if (remindedAt === null) return undefined
  const t = c.get('t')
  const { timezone } = c.get('membership')
  const format = dateFormatter(t.language, timezone)
  const time = format.time(remindedAt)
  return dayIn(timezone, remindedAt) === dayIn(timezone, now)
    ? t('employees.reminded-today', { time })
    : t('employees.reminded-on', { day: format.shortDay(remindedAt), time })
}
