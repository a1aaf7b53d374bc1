// The pop-up of the weeks before the instant: set up now, or later as often as is left; then for this session only.
// Both buttons weigh the same.
import { html } from 'hono/html'
import { button, laterButton, popup, type Html } from '@sluis/design'
import { dateFormatter } from '@sluis/server-kit/messages'
import type { PageRequest } from '#journeys/request-context.ts'
import { csrfField, hidden } from '#page/frames.ts'
import { formatDay } from '#page/messages.ts'
import type { Deps } from '#deps'
import type { Reminder } from '#sluis/access-rules.ts'

export function popUp({ frames }: Deps, c: PageRequest, reminder: Extract<Reminder, { show: 'pop-up' }>): Html {
  const t = c.get('t')
  const { status, isLastDay, left, canChoose } = reminder
  const { at, timezone, lastDay } = status.deadline!
  const membership = c.get('membership')
  const later = html`<form method="post" action="/later">${csrfField(c)}${hidden('company', membership.companyId)}${hidden('left', String(left))}${laterButton({ text: left > 0 ? t('pop-up.later', { left: canChoose }) : t('pop-up.continue') })}</form>`
  return popup({
    id: 'two-step',
    title: t('pop-up.title'),
    content: html`<p>${t('pop-up.from', { date: dateFormatter(t.language, timezone).day(at) })}</p>
<p><strong>${isLastDay ? t('pop-up.today') : t('pop-up.last-day', { lastDay: formatDay(t.language, lastDay) })}</strong> ${left === 0 && !isLastDay && t('pop-up.none-left')}</p>
<p class="small">${t('pop-up.where')}</p>`,
    actions: html`<form method="post" action="/set-up">${csrfField(c)}${hidden('to', '/')}${button({ text: t('set-up.button') })}</form>${later}`,
    foot: html`<a href="${frames.helpLink(c, 'before-date')}">${t('set-up.how')}</a><a href="${frames.helpLink(c, 'no-smartphone')}">${t('set-up.no-smartphone')}</a>`,
  })
}
