// Second stage: does this session still open anything, at this very instant? The only place where that is decided for a
// page.
import { withParameter } from '@sluis/ground'
import { button } from '@sluis/design'
import { html } from 'hono/html'
import { csrfField } from '#page/frames.ts'
import { plainPage } from '#page/plain-page.ts'
import { reminderOf, sessionStanding, standsByItself, type Reminder } from '#sluis/standing.ts'
import { TWO_FACTOR } from '#sluis/strength.ts'
import { goToSluis, returnPath } from './go-to-sluis.ts'
import { knownStatus } from './known-status.ts'
import type { Stage } from './visit.ts'
import { wallPage } from './wall.ts'

export const stand: Stage = (parts) => async (c, next) => {
  const known = c.get('known')
  const returnTo = returnPath(c)
  if (!known) {
    const lost = c.get('lost')
    if (lost?.how === 'ended')
      return goToSluis(parts, c, { acr: TWO_FACTOR, loginHint: lost.login.email }, { returnTo, loginId: null })
    const there = returnTo === '/' ? '/' : withParameter('/', 'to', returnTo)
    return c.redirect(
      lost ? withParameter(there, 'said', lost.how === 'logged-out' ? 'logged-out-at-sluis' : 'timed-out') : there,
      303,
    )
  }

  const { session, login } = known
  let reminder: Reminder = { show: 'nothing' }
  if (!standsByItself(session)) {
    const status = await knownStatus(parts, login.id)
    const now = parts.clock.now()
    switch (sessionStanding(session, login.sub !== null, status, now)) {
      case 'wall':
        return wallPage(parts, c, status, { email: login.email, returnTo, isSignedIn: true })
      case 'sluis':
        return goToSluis(parts, c, { acr: TWO_FACTOR, loginHint: login.email }, { returnTo, loginId: login.id })
      case 'closed': {
        const say = c.get('say')
        const logOut = html`<form method="post" action="/log-out">${csrfField(c)}${button({ text: say('nav.log-out'), kind: 'quiet' })}</form>`
        return c.html(
          plainPage(parts.frames, c, {
            title: say('closed.title'),
            text: say('closed.text'),
            wayOn: logOut,
            help: 'frozen',
          }),
          403,
        )
      }
      case 'open':
        reminder = reminderOf(status, now, session.popUpPassedAt !== null)
    }
  }
  // The company is the next stage's.
  c.set('visit', { ...known, reminder } as never)
  return next()
}
