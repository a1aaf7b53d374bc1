// First stage: whose browser is this? Ends what has lapsed, refreshes what is due, and opens nothing yet.
import { MINUTE_MS } from '@sluis/server-kit/time'
import { chosenLanguage } from '#page/language.ts'
import { translate } from '#page/messages.ts'
import { isLive } from '#sessions/session.ts'
import { isTwoFactorSession } from '#sluis/access-rules.ts'
import { deleteSessionToken, readSessionToken } from '#journeys/cookies.ts'
import type { Stage } from '#journeys/request-context.ts'

export const loadSession: Stage =
  ({ sessions, logins, sessionRefresher, clock }) =>
  async (c, next) => {
    c.set('auth', null)
    c.set('sessionEnd', null)
    const token = readSessionToken(c)
    if (token === undefined) return next()

    const now = clock.now()
    const session = await sessions.findByToken(token)
    const login = session && (await logins.findById(session.loginId))
    if (!session || !login?.active || !isLive(session, now)) {
      if (session) await sessions.end(session.id, now)
      deleteSessionToken(c)
      const ended = session ? null : await sessions.findEndedBySluis(token)
      const owner = ended && !isTwoFactorSession(ended) ? await logins.findById(ended.loginId) : null
      c.set(
        'sessionEnd',
        ended && owner?.active
          ? { reason: 'over', login: owner, session: ended }
          : { reason: ended ? 'logged-out' : 'lapsed' },
      )
      return next()
    }
    if ((await sessionRefresher.refreshIfDue(session, now)) === 'ended') {
      deleteSessionToken(c)
      c.set('sessionEnd', { reason: 'ended', login })
      return next()
    }
    if (now.getTime() - session.seenAt.getTime() >= MINUTE_MS) await sessions.touch(session.id, now)
    c.set('auth', { session, login })
    c.set('t', translate(chosenLanguage(c) ?? login.language))
    return next()
  }
