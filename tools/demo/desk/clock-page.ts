// The clock page: the time in the demo, and forms to move it.
import { MINUTE_MS } from '@sluis/server-kit/time'
import { actions, button, errorSummary, field, notice } from '@sluis/design'
import { html } from 'hono/html'
import { csrfField, type DeskContext, type DeskPage } from './context.ts'
import { wallTime } from '../world/amsterdam.ts'
import type { DemoCompany } from '../world/companies.ts'
import type { DeskDeps } from './deps.ts'
import { dateFormatterFor, formatMoment, type DeskTranslate } from './i18n.ts'

export const STEPS_IN_DAYS = [1, 7, 30] as const

/** Companies that share a date are grouped; dates in order. */
export function datesOf(all: readonly DemoCompany[]): { requiredAt: Date; companies: DemoCompany[] }[] {
  const byDate = new Map<number, DemoCompany[]>()
  for (const company of all) {
    if (company.rollOut)
      byDate.set(company.rollOut.requiredAt.getTime(), [
        ...(byDate.get(company.rollOut.requiredAt.getTime()) ?? []),
        company,
      ])
  }
  return [...byDate]
    .toSorted(([one], [other]) => one - other)
    .map(([at, companies]) => ({ requiredAt: new Date(at), companies }))
}

/** `wrong`: the sentence about a moment that could not be read, with what was typed. */
export function clockPage(
  t: DeskTranslate,
  c: DeskContext,
  { clock }: Pick<DeskDeps, 'clock'>,
  all: readonly DemoCompany[],
  wrong?: { sentence: string; typed: string },
): DeskPage {
  const title = t('clock-title')
  const { language } = t
  const now = clock.now()
  const to = (moment: Date, text: string, about?: string) =>
    button({ text, name: 'to', value: moment.toISOString(), kind: 'quiet', about })

  const dates = datesOf(all).map(({ requiredAt, companies }) => {
    const clients = companies.filter((company) => company.isClient)
    const names = companies
      .filter((company) => !company.isClient)
      .map((company) => company.name)
      .concat(clients.length > 0 ? [t('clock-clients', { count: clients.length })] : [])
      .join(', ')
    const about = t('clock-about', { names })
    return html`<li class="split"><span>${t('clock-date-of', { when: dateFormatterFor(language).day(requiredAt), names })}</span>
<span class="row">${to(new Date(requiredAt.getTime() - MINUTE_MS), t('clock-before'), about)}${to(new Date(requiredAt.getTime() + MINUTE_MS), t('clock-after'), about)}</span></li>`
  })
  const example = wallTime(now).slice(0, 16)
  const content = html`<div class="stack">${wrong && errorSummary({ title: t('error-title'), errors: [{ text: wrong.sentence, href: '#at' }] })}<h1>${title}</h1>
${c.req.query('done') !== undefined && !wrong && notice({ kind: 'success', kindText: t('information'), content: t('clock-done'), live: 'status' })}
<p class="lead">${t('clock-lead')}</p>
<div class="card"><p>${t('clock-now')}</p><p class="clock-now" id="now" data-live>${formatMoment(language, now, true)}</p><p class="muted">${t('clock-zone')}</p>
<p>${clock.isMoved() ? t('clock-moved', { real: formatMoment(language, clock.phoneTime()) }) : t('clock-real')}</p></div>
<form method="post" action="/clock" class="stack">${csrfField(c)}
<h2>${t('clock-steps')}</h2>
${actions([...STEPS_IN_DAYS.map((days) => button({ text: t('clock-add', { days }), name: 'days', value: String(days), kind: 'quiet' })), ...(clock.isMoved() ? [button({ text: t('clock-back'), name: 'real', value: 'yes', kind: 'quiet' })] : [])])}
<h2>${t('clock-dates')}</h2><div class="card"><ul class="clock-dates">${dates}</ul></div></form>
<form method="post" action="/clock" class="stack">${csrfField(c)}<h2>${t('clock-any')}</h2>
${field({ id: 'at', label: t('clock-at'), hint: t('clock-at-hint', { example }), type: 'datetime-local', value: wrong?.typed ?? example, width: 'medium', error: wrong?.sentence })}
${actions([button({ text: t('clock-set') })])}</form>
<p class="muted">${t('clock-backwards')}</p></div>`
  return { title, content, current: '/clock', isLive: true, isError: wrong !== undefined }
}
