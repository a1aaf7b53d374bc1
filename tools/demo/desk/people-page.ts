// The people to try: who they are, how they sign in, and the current code of their authenticator app.
import { badge, dataTable, disclosure, type Content, type Html } from '@sluis/design'
import { groupsOfFour } from '@sluis/otp'
import { html } from 'hono/html'
import type { DeskPage } from './context.ts'
import type { DemoPerson } from '../world/people.ts'
import type { DeskDeps } from './deps.ts'
import { codeOf } from './phone-page.ts'
import { formatMoment, situationOf, type DeskTranslate } from './i18n.ts'

/** The code that an authenticator app with this secret shows at that time. */
const codeNow = (secret: string, phoneTime: Date) =>
  codeOf({ secret, algorithm: 'SHA1', digits: 6, periodSeconds: 30 }, phoneTime)

/** Everybody in one table; colleagues who only fill lists in a second one. */
export function peoplePage(t: DeskTranslate, { clock, world }: Pick<DeskDeps, 'clock' | 'world'>): DeskPage {
  const title = t('people-title')
  const columns = [{ text: t('people-person') }, { text: t('people-signs-in') }, { text: t('people-second') }]
  const row = (person: DemoPerson): Content[] => [
    html`<span id="${person.id}">${person.name}</span>${person.language === 'en' && html` ${badge({ text: t('people-english') })}`}<p class="situation small">${situationOf(t, world(), person)}</p>`,
    html`<p class="small muted">${t('people-email')}</p>${copyable(t, person.email, t('people-copy-email-of', { name: person.name }))}
<p class="small muted">${t('people-password')}</p>${copyable(t, person.password, t('people-copy-of', { name: person.name }))}
<p><a class="small" href="/mail/of/${encodeURIComponent(person.email)}">${t('people-mail')}<span class="visually-hidden"> ${t('people-mail-of', { name: person.name })}</span></a></p>`,
    person.totpSecret === null ? withoutApp(t, person) : secondStep(t, person, person.totpSecret, clock.phoneTime()),
  ]
  const table = (caption: string, list: readonly DemoPerson[], captionHidden: boolean) =>
    html`<div class="card people">${dataTable({ caption, captionHidden, columns, rows: list.map(row) })}</div>`
  const isColleague = (person: DemoPerson) => person.situation === 'colleague'

  const content = html`<div class="stack"><h1>${title}</h1>
<p class="lead">${t('people-lead')}</p>
<p>${t('try-private')} ${t('people-codes')}</p>
<p>${t('people-since', { first: formatMoment(t.language, world().firstStartAt) })} <a href="/start-over">${t('people-start-over')}</a>.</p>
${table(
  t('people-caption'),
  world().people.filter((person) => !isColleague(person)),
  true,
)}
${table(t('people-colleagues'), world().people.filter(isColleague), false)}</div>`
  return { title, content, current: '/people', modules: ['copy'], isLive: true }
}

const withoutApp = (t: DeskTranslate, { phone, name }: DemoPerson): Html =>
  phone === null
    ? html`<span class="muted">${t('people-none')}</span>`
    : html`<p class="small muted">${t('people-text-to')}</p><p><bdi dir="ltr">${phone}</bdi></p><p><a class="small" href="/sms">${t('people-texts')}<span class="visually-hidden"> ${t('people-mail-of', { name })}</span></a></p>`

const copyable = (t: DeskTranslate, text: string, about: string): Html =>
  html`<p class="secret"><bdi dir="ltr">${text}</bdi> <span class="copying"><button class="button button--link small" type="button" hidden data-copy="${text}" data-copied="${t('copied')}">${t('copy')}<span class="visually-hidden"> ${about}</span></button> <span class="copy-status small" role="status"></span></span></p>`

function secondStep(t: DeskTranslate, person: DemoPerson, secret: string, phoneTime: Date): Html {
  const { code, secondsLeft } = codeNow(secret, phoneTime)
  return html`<p class="small muted">${t('people-code-now')}</p><p><span id="code-${person.id}" data-live><bdi class="code-now" dir="ltr">${code.slice(0, 3)} ${code.slice(3)}</bdi> <span class="small muted nowrap">${t('people-seconds', { seconds: secondsLeft })}</span></span></p>
<p class="small muted">${t('people-key')}</p>${copyable(t, groupsOfFour(secret), t('people-copy-key-of', { name: person.name }))}
${person.recoveryCodes.length > 0 && disclosure({ summary: t('people-recovery'), content: html`<ul class="secret">${person.recoveryCodes.map((each) => html`<li><bdi dir="ltr">${each}</bdi></li>`)}</ul>` })}`
}
