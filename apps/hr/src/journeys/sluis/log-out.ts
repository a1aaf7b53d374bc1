// Logging out: here, or on every device; and at Sluis where the session came from there, which asks how far.
import { html } from 'hono/html'
import { actions, button, linkButton, summaryList } from '@sluis/design'
import { deleteRefusedForm, deleteSessionToken, deleteRefused } from '#journeys/cookies.ts'
import { keepLanguage } from '#page/language.ts'
import type { Handler } from '#journeys/request-context.ts'
import { csrfField } from '#page/frames.ts'
import { SluisUnreachable } from '#sluis/unreachable.ts'

export const showLogOut: Handler =
  ({ frames }) =>
  (c) => {
    const auth = c.get('auth')
    if (!auth) return c.redirect('/', 303)
    const t = c.get('t')
    const content = html`<h1>${t('log-out.title')}</h1>
<p class="lead">${t('log-out.lead')}</p>
${summaryList([
  { term: t('log-out.here'), value: t('log-out.here-text') },
  { term: t('log-out.everywhere'), value: t('log-out.everywhere-text') },
])}
${auth.session.kind === 'sluis' && html`<p>${t('log-out.sluis')}</p>`}
<form method="post" action="/log-out">${csrfField(c)}${actions([button({ text: t('log-out.here') }), button({ text: t('log-out.everywhere'), kind: 'quiet', name: 'where', value: 'everywhere' }), linkButton({ text: t('page.back'), href: '/profile', kind: 'link' })])}</form>`
    return c.html(frames.journey(c, { title: t('log-out.title'), content }))
  }

export const logOut: Handler =
  ({ sessions, openId, clock, log }) =>
  async (c) => {
    const auth = c.get('auth')
    if (auth && c.get('form').text('where') === 'everywhere')
      await sessions.endOthers(auth.login.id, auth.session.id, clock.now())
    const idToken = auth && (await sessions.end(auth.session.id, clock.now()))
    deleteSessionToken(c)
    deleteRefusedForm(c)
    deleteRefused(c)
    keepLanguage(c, c.get('t').language)
    if (idToken) {
      try {
        return c.redirect(await openId.logOutUrl(idToken, c.get('t').language), 303)
      } catch (error) {
        // Logged out here in any case.
        if (!(error instanceof SluisUnreachable)) throw error
        log.warn({ reason: error.reason }, 'somebody could not be sent to log out at Sluis')
      }
    }
    const isEverywhere = auth && c.get('form').text('where') === 'everywhere'
    return c.redirect(`/?said=${isEverywhere ? 'logged-out-everywhere' : 'logged-out'}`, 303)
  }
