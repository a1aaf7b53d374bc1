// My details: where you are logged in, and the browsers that need not show the second factor for a while.
import { actions, summaryList, linkButton, type Html } from '@sluis/design'
import { html } from 'hono/html'
import { formatBrowser } from '#platform/user-agent.ts'
import type { Deps } from '#journeys/flow/sign-in-flow.ts'
import { askFirst } from '#journeys/parts/ask-first.ts'
import type { SectionContext } from '../parts/section.ts'

export async function devicesSection({ identity }: Deps, flow: SectionContext): Promise<Html> {
  const { t, person, now, session, csrf } = flow
  const elsewhere = (await identity.activeSessions.listByPerson(person.id, now)).filter(({ id }) => id !== session.id)
  const earlier = elsewhere.filter(({ isSignedIn }) => !isSignedIn).length
  return html`<p>${t('account.sessions-count', { n: elsewhere.length - earlier })}${earlier === 0 ? '' : ` ${t('account.sessions-earlier', { n: earlier })}`}</p>
${actions([
  linkButton({ text: t('account.sessions-link'), href: '/account/sessions', kind: 'quiet' }),
  ...(elsewhere.length === 0
    ? []
    : [
        askFirst('/account/sign-out-elsewhere', csrf, {
          text: t('account.sign-out-elsewhere'),
          go: t('sessions.end-go'),
          question: t('sessions.others-ask'),
        }),
      ]),
])}
${rememberedBrowsers(flow)}`
}

/** Shown where there are any, or could be. */
function rememberedBrowsers({ t, csrf, session, signIn, details }: SectionContext): Html | Promise<Html> | '' {
  const browsers = details.remembered
  const isAllowed = !session.isAdministrator && signIn.owner!.policy.remembersBrowsers
  if (browsers.length === 0 && !isAllowed) return ''
  const format = t.dates
  const rows = browsers.map(({ id, browser, lastUsedAt, expiresAt }) => {
    const name = formatBrowser(t, browser)
    return {
      term: name,
      value: html`<span class="muted small">${t('remembered.until', { date: format.day(expiresAt) })} · ${t('two-step.last-used', { when: format.dayAndTime(lastUsedAt) })}</span>
${askFirst(`/account/remembered/${id}/forget`, csrf, { text: t('remembered.forget'), go: t('remembered.forget-go'), question: t('remembered.forget-ask'), about: name })}`,
    }
  })
  return html`<h3>${t('remembered.title')}</h3><p>${t(browsers.length === 0 ? 'remembered.none' : isAllowed ? 'remembered.body' : 'remembered.not-any-more')}</p>
${rows.length === 0 ? '' : summaryList(rows)}
${rows.length > 1 ? askFirst('/account/remembered/forget', csrf, { text: t('remembered.forget-all'), go: t('remembered.forget-go'), question: t('remembered.forget-all-ask') }) : ''}`
}
