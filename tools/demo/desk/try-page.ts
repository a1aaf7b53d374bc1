// The desk's first page: where to go, and journeys to try, in order.
import { actions, linkButton, steps } from '@sluis/design'
import { html } from 'hono/html'
import type { DeskPage } from './context.ts'
import { people, type Situation } from '../world/people.ts'
import { companyOf } from '../world.ts'
import type { DeskNeeds } from './needs.ts'
import type { DeskSay } from './words.ts'

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

/** Who walks which journey. */
export const journeys: readonly [Journey, Situation][] = [
  ['pop-up', 'new-in-prompt-phase'],
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
export function tryPage(say: DeskSay, { origins, world }: Pick<DeskNeeds, 'origins' | 'world'>): DeskPage {
  const title = say('try-title')
  const items = journeys.map(([journey, situation]) => {
    const person = people.find((each) => each.situation === situation)!
    return html`<h3>${say(`journey-${journey}-title`)}</h3>
<p class="small"><a href="/people#${person.id}">${say('try-as', { names: person.name })}</a></p>
<p>${say(`journey-${journey}`, { other: nameOf('no-snooze-left'), company: companyOf(world(), person.posts[0]!.company).name })}</p>`
  })
  const content = html`<div class="stack"><h1>${title}</h1>
<p class="lead">${say('try-lead')}</p>
${actions([linkButton({ text: say('try-open-kade'), href: origins.hr }), linkButton({ text: say('try-open-home'), href: origins.provider, kind: 'quiet' }), linkButton({ text: say('try-people'), href: '/people', kind: 'quiet' })])}
<p>${say('try-private')}</p>
<h2>${say('try-journeys')}</h2>
<div class="card prose journeys">${steps(items)}</div></div>`
  return { title, content, current: '/' }
}
