// The people to try: who they are, how they sign in, and what their authenticator app shows at this moment.
import { badge, dataTable, disclosure, type Content, type Html } from '@sluis/design'
import { codeAt, decodeBase32, groupsOfFour, stepAt } from '@sluis/otp'
import { html } from 'hono/html'
import type { DeskPage } from './context.ts'
import type { DemoPerson } from '../world/people.ts'
import type { DeskNeeds } from './needs.ts'
import { momentIn, situationOf, type DeskSay } from './words.ts'

const STEP_SECONDS = 30

/** What an authenticator app with this secret shows at that time. */
export function codeNow(secret: string, phoneTime: Date): { code: string; secondsLeft: number } {
  const read = decodeBase32(secret)
  if (!read.ok) throw new Error('a secret of the demo is not base32')
  return {
    code: codeAt(read.bytes, stepAt(phoneTime)),
    secondsLeft: STEP_SECONDS - (Math.floor(phoneTime.getTime() / 1000) % STEP_SECONDS),
  }
}

/** Everybody in one table, the colleagues who only fill lists in a second. */
export function peoplePage(say: DeskSay, { clock, world }: Pick<DeskNeeds, 'clock' | 'world'>): DeskPage {
  const title = say('people-title')
  const columns = [{ text: say('people-person') }, { text: say('people-signs-in') }, { text: say('people-second') }]
  const row = (person: DemoPerson): Content[] => [
    html`<span id="${person.id}">${person.name}</span>${person.language === 'en' && html` ${badge({ text: say('people-english') })}`}<p class="situation small">${situationOf(say, world(), person)}</p>`,
    html`<p class="small muted">${say('people-email')}</p>${copyable(say, person.email, say('people-copy-email-of', { name: person.name }))}
<p class="small muted">${say('people-password')}</p>${copyable(say, person.password, say('people-copy-of', { name: person.name }))}
<p><a class="small" href="/mail/of/${encodeURIComponent(person.email)}">${say('people-mail')}<span class="visually-hidden"> ${say('people-mail-of', { name: person.name })}</span></a></p>`,
    person.totpSecret === null
      ? withoutApp(say, person)
      : secondStep(say, person, person.totpSecret, clock.phoneTime()),
  ]
  const table = (caption: string, list: readonly DemoPerson[], captionHidden: boolean) =>
    html`<div class="card people">${dataTable({ caption, captionHidden, columns, rows: list.map(row) })}</div>`
  const isColleague = (person: DemoPerson) => person.situation === 'colleague'

  const content = html`<div class="stack"><h1>${title}</h1>
<p class="lead">${say('people-lead')}</p>
<p>${say('try-private')} ${say('people-codes')}</p>
<p>${say('people-since', { first: momentIn(say.language, world().firstStartAt) })} <a href="/start-over">${say('people-start-over')}</a>.</p>
${table(
  say('people-caption'),
  world().people.filter((person) => !isColleague(person)),
  true,
)}
${table(say('people-colleagues'), world().people.filter(isColleague), false)}</div>`
  return { title, content, current: '/people', modules: ['copy'], isLive: true }
}

const withoutApp = (say: DeskSay, { phone, name }: DemoPerson): Html =>
  phone === null
    ? html`<span class="muted">${say('people-none')}</span>`
    : html`<p class="small muted">${say('people-text-to')}</p><p><bdi dir="ltr">${phone}</bdi></p><p><a class="small" href="/sms">${say('people-texts')}<span class="visually-hidden"> ${say('people-mail-of', { name })}</span></a></p>`

const copyable = (say: DeskSay, text: string, about: string): Html =>
  html`<p class="secret"><bdi dir="ltr">${text}</bdi> <span class="copying"><button class="button button--link small" type="button" hidden data-copy="${text}" data-copied="${say('copied')}">${say('copy')}<span class="visually-hidden"> ${about}</span></button> <span class="copy-status small" role="status"></span></span></p>`

function secondStep(say: DeskSay, person: DemoPerson, secret: string, phoneTime: Date): Html {
  const { code, secondsLeft } = codeNow(secret, phoneTime)
  return html`<p class="small muted">${say('people-code-now')}</p><p><span id="code-${person.id}" data-live><bdi class="code-now" dir="ltr">${code.slice(0, 3)} ${code.slice(3)}</bdi> <span class="small muted nowrap">${say('people-seconds', { seconds: secondsLeft })}</span></span></p>
<p class="small muted">${say('people-key')}</p>${copyable(say, groupsOfFour(secret), say('people-copy-key-of', { name: person.name }))}
${person.recoveryCodes.length > 0 && disclosure({ summary: say('people-recovery'), content: html`<ul class="secret">${person.recoveryCodes.map((each) => html`<li><bdi dir="ltr">${each}</bdi></li>`)}</ul>` })}`
}
