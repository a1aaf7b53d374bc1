// Second stage: does this session still give access at this instant? The only place that decides it for a page.
import { withParameter } from '@sluis/server-kit/local-path'
import { button } from '@sluis/design'
import { html } from 'hono/html'
import { csrfField } from '#page/frames.ts'
import { plainPage } from '#page/plain-page.ts'
import { reminderOf, sessionAccess, isTwoFactorSession, type Reminder } from '#sluis/access-rules.ts'
import { TWO_FACTOR } from '#sluis/strength.ts'
import { startAuthorization, returnPath } from '#journeys/start-authorization.ts'
import { requireStatus } from '#journeys/require-status.ts'
import type { Stage } from '#journeys/request-context.ts'
import { wallPage } from '#journeys/wall.ts'

export const requireAccess: Stage = (deps) => async (c, next) => {
  const auth = c.get('auth')
  const returnTo = returnPath(c)
  if (!auth) {
    const sessionEnd = c.get('sessionEnd')
    if (sessionEnd?.reason === 'ended')
      return startAuthorization(
        deps,
        c,
        { acr: TWO_FACTOR, loginHint: sessionEnd.login.email },
        { returnTo, loginId: null },
      )
    const logInUrl = returnTo === '/' ? '/' : withParameter('/', 'to', returnTo)
    return c.redirect(
      sessionEnd
        ? withParameter(logInUrl, 'said', sessionEnd.reason === 'logged-out' ? 'logged-out-at-sluis' : 'timed-out')
        : logInUrl,
      303,
    )
  }

  const { session, login } = auth
  let reminder: Reminder = { show: 'nothing' }
  if (!isTwoFactorSession(session)) {
    const status = await requireStatus(deps, login.id)
    const now = deps.clock.now()
    switch (sessionAccess(session, login.sub !== null, status, now)) {
      case 'wall':
        return wallPage(deps, c, status, { email: login.email, returnTo, isSignedIn: true })
      case 'sluis':
        return startAuthorization(deps, c, { acr: TWO_FACTOR, loginHint: login.email }, { returnTo, loginId: login.id })
      case 'locked': {
        const t = c.get('t')
        const logOut = html`<form method="post" action="/log-out">${csrfField(c)}${button({ text: t('nav.log-out'), kind: 'quiet' })}</form>`
        return c.html(
          plainPage(deps.frames, c, {
            title: t('closed.title'),
            text: t('closed.text'),
            nextStep: logOut,
            help: 'locked',
          }),
          403,
        )
      }
      case 'allowed':
        reminder = reminderOf(status, now, session.popUpPassedAt !== null)
    }
  }
  c.set('access', { ...auth, reminder })
  return next()
}
