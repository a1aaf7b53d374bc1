// The pop-up of the weeks before the instant: set up now, or later as often as is left; then for this visit only. Both
// buttons weigh the same.
import { html } from 'hono/html'
import { button, laterButton, popup, type Html } from '@sluis/design'
import { dateWords } from '@sluis/ground'
import type { PageRequest } from '#journeys/visit.ts'
import { csrfField, hidden } from '#page/frames.ts'
import { dayWords } from '#page/texts.ts'
import type { Parts } from '#parts'
import type { Status } from '#sluis/status.ts'

export function popUp({ frames }: Parts, c: PageRequest, { status, left }: { status: Status; left: number }): Html {
  const say = c.get('say')
  const { at, timezone, lastDay } = status.deadline!
  const { here } = c.get('visit')
  const later = html`<form method="post" action="/later">${csrfField(c)}${hidden('company', here.companyId)}${hidden('left', String(left))}${laterButton({ text: left > 0 ? say('pop-up.later', { left }) : say('pop-up.continue') })}</form>`
  return popup({
    id: 'two-step',
    title: say('pop-up.title'),
    content: html`<p>${say('pop-up.from', { date: dateWords(say.language, timezone).day(at) })}</p>
<p><strong>${say('pop-up.last-day', { lastDay: dayWords(say.language, lastDay) })}</strong> ${left === 0 && say('pop-up.none-left')}</p>
<p class="small">${say('set-up.once-more')}</p>`,
    actions: html`<form method="post" action="/set-up">${csrfField(c)}${hidden('to', '/')}${button({ text: say('set-up.button') })}</form>${later}`,
    foot: html`<a href="${frames.helpLink(c, 'before-date')}">${say('set-up.how')}</a><a href="${frames.helpLink(c, 'no-smartphone')}">${say('set-up.no-smartphone')}</a>`,
  })
}
