// My details: who you are here.
import { button, facts, selectField, type Html } from '@sluis/design'
import { html } from 'hono/html'
import { form } from '../forms.ts'
import type { Needs } from '../way.ts'
import type { SectionWay } from './section.ts'

const MOST_EMPLOYERS = 5
const NAMES = { nl: 'Nederlands', en: 'English' } as const

export async function personSection(needs: Needs, { say, person, csrf, stand }: SectionWay): Promise<Html> {
  const { identity } = needs
  const employers = await identity.companies.namesOf(person.id)
  const phone = await identity.phones.ofPerson(person.id)
  const more = employers.length - MOST_EMPLOYERS
  const isOffered = phone !== undefined || (stand.facts.hasSecondFactor && needs.canText())
  return html`${facts([
    { term: say('account.name'), value: person.name },
    {
      term: say('account.email'),
      value: html`<bdi>${person.email}</bdi>`,
      action: { text: say('account.change'), href: '/account/email', about: say('account.email') },
    },
    ...(isOffered
      ? [
          {
            term: say('account.phone'),
            value: phone ? say('account.phone-ends', { end: phone.e164.slice(-2) }) : say('account.phone-none'),
            action: {
              text: say(phone ? 'account.change' : 'account.add'),
              href: '/account/phone',
              about: say('account.phone'),
            },
          },
        ]
      : []),
    {
      term: say('account.companies'),
      value: html`${employers.slice(0, MOST_EMPLOYERS).join(', ') || '–'}${more > 0 ? html` <a href="/">${say('home.more', { n: more })}</a>` : ''}`,
    },
  ])}
<p class="small muted">${say('account.by-employer')}</p>
${form('/account/language', csrf, html`<div class="toolbar">${selectField({ id: 'language', label: say('account.language'), options: (['nl', 'en'] as const).map((value) => ({ value, text: NAMES[value], selected: value === person.language })) })}${button({ text: say('account.language-button'), kind: 'quiet' })}</div>`)}`
}
