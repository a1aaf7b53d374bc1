// Logging out: here, or on every device; and at Sluis where the session came from there, which asks how far.
import { html } from 'hono/html'
import { actions, button, facts } from '@sluis/design'
import { dropSessionToken } from '#journeys/cookies.ts'
import type { Handler } from '#journeys/visit.ts'
import { csrfField } from '#page/frames.ts'
import { SluisUnreachable } from '#sluis/unreachable.ts'

export const showLogOut: Handler =
  ({ frames }) =>
  (c) => {
    const known = c.get('known')
    if (!known) return c.redirect('/', 303)
    const say = c.get('say')
    const content = html`<h1>${say('log-out.title')}</h1>
<p class="lead">${say('log-out.lead')}</p>
${facts([
  { term: say('log-out.here'), value: say('log-out.here-text') },
  { term: say('log-out.everywhere'), value: say('log-out.everywhere-text') },
])}
${known.session.kind === 'sluis' && html`<p>${say('log-out.sluis')}</p>`}
<form method="post" action="/log-out">${csrfField(c)}${actions([button({ text: say('log-out.here') }), button({ text: say('log-out.everywhere'), kind: 'quiet', name: 'where', value: 'everywhere' })])}</form>`
    return c.html(frames.journey(c, { title: say('log-out.title'), content }))
  }

export const logOut: Handler =
  ({ sessions, openId, clock, log }) =>
  async (c) => {
    const known = c.get('known')
    if (known && c.get('form').text('where') === 'everywhere')
      await sessions.endOthers(known.login.id, known.session.id, clock.now())
    const idToken = known && (await sessions.end(known.session.id, clock.now()))
    dropSessionToken(c)
    if (idToken) {
      try {
        return c.redirect(await openId.logOutUrl(idToken, c.get('say').language), 303)
      } catch (error) {
        // Logged out here in any case.
        if (!(error instanceof SluisUnreachable)) throw error
        log.warn({ why: error.why }, 'somebody could not be sent to log out at Sluis')
      }
    }
    return c.redirect('/?said=logged-out', 303)
  }
