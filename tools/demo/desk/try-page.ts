// The desk's first page: the addresses of the programs, and journeys to try, in order.
import { actions, linkButton, steps } from '@sluis/design'
import { html } from 'hono/html'
import type { DeskPage } from './context.ts'
import { people, type Situation } from '../world/people.ts'
import { companyOf } from '../world.ts'
import type { DeskDeps } from './deps.ts'
import type { DeskTranslate } from './i18n.ts'

type Journey =
  | 'pop-up'
  | 'later'
  | 'date'
  | 'wall'
  | 'home'
  | 'code'
  | 'clock-off'
  | 'employers'
  | 'accountant'
  | 'hr'
  | 'admin'
  | 'not-me'
  | 'free'

/** The person of each journey. */
export const journeys: readonly [Journey, Situation][] = [
  ['pop-up', 'start-here'],
  ['later', 'last-day'],
  ['date', 'last-day'],
  ['wall', 'date-passed'],
  ['home', 'announced-only'],
  ['code', 'enrolled-with-recovery-codes'],
  ['clock-off', 'phone-clock-off'],
  ['employers', 'two-employers'],
  ['accountant', 'accountant'],
  ['hr', 'hr-officer'],
  ['admin', 'administrator'],
  ['not-me', 'administrator'],
  ['free', 'no-roll-out'],
]

const nameOf = (situation: Situation): string => people.find((person) => person.situation === situation)!.name

/** Each journey names its person, with a link to their row. */
export function tryPage(t: DeskTranslate, { origins, world }: Pick<DeskDeps, 'origins' | 'world'>): DeskPage {
  const title = t('try-title')
  const items = journeys.map(([journey, situation]) => {
    const person = people.find((each) => each.situation === situation)!
    return html`<h3>${t(`journey-${journey}-title`)}</h3>
<p class="small"><a href="/people#${person.id}">${t('try-as', { names: person.name })}</a></p>
<p>${t(`journey-${journey}`, { other: nameOf('no-snooze-left'), company: companyOf(world(), person.memberships[0]!.company).name })}</p>`
  })
  const content = html`<div class="stack"><h1>${title}</h1>
<p class="lead">${t('try-lead')}</p>
${actions([linkButton({ text: t('try-open-kade'), href: origins.hr }), linkButton({ text: t('try-open-home'), href: origins.provider, kind: 'quiet' }), linkButton({ text: t('try-people'), href: '/people', kind: 'quiet' })])}
<p>${t('try-private')}</p>
<p>${t('try-phone')} <a href="/phone">${t('try-phone-link')}</a>.</p>
<h2>${t('try-journeys')}</h2>
<div class="card prose journeys">${steps(items)}</div></div>`
  return { title, content, current: '/' }
}
