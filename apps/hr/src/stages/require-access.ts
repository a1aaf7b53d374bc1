// Second stage: does this session still give access at this instant? The only place that decides it for a page.
import { withParameter } from '@sluis/server-kit/local-path'
import { reminderOf, sessionAccess, isTwoFactorSession, type Reminder } from '#sluis/access-rules.ts'
import { TWO_FACTOR } from '#sluis/strength.ts'
import { startAuthorization, returnPath } from '#journeys/start-authorization.ts'
import { requireStatus } from '#journeys/require-status.ts'
import type { Stage } from '#journeys/request-context.ts'
import { refuseAccess } from '#journeys/refuse-access.ts'

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
    if (sessionEnd?.reason === 'over') {
      const { login, session } = sessionEnd
      const status = await requireStatus(deps, login.id, true)
      const decision = sessionAccess(session, login.sub !== null, status, deps.clock.now())
      if (decision !== 'allowed') return refuseAccess(deps, c, decision, status, { login, returnTo, isSignedIn: false })
    }
    const logInUrl = returnTo === '/' ? '/' : withParameter('/', 'to', returnTo)
    return c.redirect(
      sessionEnd
        ? withParameter(logInUrl, 'said', sessionEnd.reason === 'lapsed' ? 'timed-out' : 'logged-out-at-sluis')
        : logInUrl,
      303,
    )
  }

  const { session, login } = auth
  let reminder: Reminder = { show: 'nothing' }
  if (!isTwoFactorSession(session)) {
    const status = await requireStatus(deps, login.id)
    const now = deps.clock.now()
    const decision = sessionAccess(session, login.sub !== null, status, now)
    if (decision !== 'allowed') return refuseAccess(deps, c, decision, status, { login, returnTo, isSignedIn: true })
    reminder = reminderOf(status, now, session.popUpPassedAt !== null)
  }
  c.set('access', { ...auth, reminder })
  return next()
}
