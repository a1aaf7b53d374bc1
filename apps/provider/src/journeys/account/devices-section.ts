// My details: where you are logged in, and the browsers that need not show the second factor for a while.
import { actions, button, facts, linkButton, type Html } from '@sluis/design'
import { dateWords } from '@sluis/ground'
import { html } from 'hono/html'
import { browserWords } from '#identity/sessions/browser-words.ts'
import { form } from '../forms.ts'
import type { Needs } from '../way.ts'
import type { SectionWay } from './section.ts'

export async function devicesSection({ identity }: Needs, way: SectionWay): Promise<Html> {
  const { say, person, now, session, csrf } = way
  const others = (await identity.visits.ofPerson(person.id, now)).filter(({ id }) => id !== session.id).length
  return html`<p>${say('account.sessions-count', { n: others })}</p>
${actions([linkButton({ text: say('account.sessions-link'), href: '/account/sessions', kind: 'quiet' }), form('/account/sign-out-elsewhere', csrf, button({ text: say('account.sign-out-elsewhere'), kind: 'quiet', wide: true }))])}
${await rememberedBrowsers(identity, way)}`
}

/** Shown where there are any, or could be. */
async function rememberedBrowsers(
  identity: Needs['identity'],
  { say, person, now, csrf, session }: SectionWay,
): Promise<Html | ''> {
  const browsers = await identity.remembered.ofPerson(person.id, now)
  const isAllowed = !session.isAdministrator && (await identity.companies.allow(person.id, now)).remembersBrowsers
  if (browsers.length === 0 && !isAllowed) return ''
  const words = dateWords(say.language, 'Europe/Amsterdam')
  const rows = browsers.map(({ id, browser, lastUsedAt, expiresAt }) => {
    const name = browserWords(say, browser)
    return {
      term: name,
      value: html`<span class="muted small">${say('remembered.until', { date: words.day(expiresAt) })} · ${say('two-step.last-used', { when: words.dayAndTime(lastUsedAt) })}</span>
${form(`/account/remembered/${id}/forget`, csrf, button({ text: say('remembered.forget'), kind: 'quiet', about: name }))}`,
    }
  })
  return html`<h3>${say('remembered.title')}</h3><p>${say(browsers.length === 0 ? 'remembered.none' : isAllowed ? 'remembered.body' : 'remembered.not-any-more')}</p>
${rows.length === 0 ? '' : facts(rows)}
${rows.length > 1 ? form('/account/remembered/forget', csrf, button({ text: say('remembered.forget-all'), kind: 'quiet' })) : ''}`
}
