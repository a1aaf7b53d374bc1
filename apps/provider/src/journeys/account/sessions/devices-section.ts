// My details: where you are logged in, and the browsers that need not show the second factor for a while.
import { actions, button, summaryList, linkButton, type Html } from '@sluis/design'
import { html } from 'hono/html'
import { formatBrowser } from '#platform/user-agent.ts'
import { form } from '#journeys/flow/forms.ts'
import type { Deps } from '#journeys/flow/sign-in-flow.ts'
import type { SectionContext } from '../parts/section.ts'

export async function devicesSection({ identity }: Deps, flow: SectionContext): Promise<Html> {
  const { t, person, now, session, csrf } = flow
  const others = (await identity.activeSessions.listByPerson(person.id, now)).filter(
    ({ id }) => id !== session.id,
  ).length
  return html`<p>${t('account.sessions-count', { n: others })}</p>
${actions([linkButton({ text: t('account.sessions-link'), href: '/account/sessions', kind: 'quiet' }), form('/account/sign-out-elsewhere', csrf, button({ text: t('account.sign-out-elsewhere'), kind: 'quiet', wide: true }))])}
${await rememberedBrowsers(identity, flow)}`
}

/** Shown where there are any, or could be. */
async function rememberedBrowsers(
  identity: Deps['identity'],
  { t, person, now, csrf, session }: SectionContext,
): Promise<Html | ''> {
  const browsers = await identity.remembered.listByPerson(person.id, now)
  const isAllowed = !session.isAdministrator && (await identity.companies.policyOf(person.id, now)).remembersBrowsers
  if (browsers.length === 0 && !isAllowed) return ''
  const format = t.dates
  const rows = browsers.map(({ id, browser, lastUsedAt, expiresAt }) => {
    const name = formatBrowser(t, browser)
    return {
      term: name,
      value: html`<span class="muted small">${t('remembered.until', { date: format.day(expiresAt) })} · ${t('two-step.last-used', { when: format.dayAndTime(lastUsedAt) })}</span>
${form(`/account/remembered/${id}/forget`, csrf, button({ text: t('remembered.forget'), kind: 'quiet', about: name }))}`,
    }
  })
  return html`<h3>${t('remembered.title')}</h3><p>${t(browsers.length === 0 ? 'remembered.none' : isAllowed ? 'remembered.body' : 'remembered.not-any-more')}</p>
${rows.length === 0 ? '' : summaryList(rows)}
${rows.length > 1 ? form('/account/remembered/forget', csrf, button({ text: t('remembered.forget-all'), kind: 'quiet' })) : ''}`
}
