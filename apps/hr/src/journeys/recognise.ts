// First stage: whose browser is this? Ends what has lapsed, refreshes what is due, and opens nothing yet.
import { chosenLanguage } from '#page/language.ts'
import { speak } from '#page/texts.ts'
import { isLive } from '#sessions/session.ts'
import { dropSessionToken, sessionToken } from './cookies.ts'
import type { Stage } from './visit.ts'

const SEEN_AGAIN_AFTER_MS = 60_000

export const recognise: Stage =
  ({ sessions, logins, refreshing, clock }) =>
  async (c, next) => {
    c.set('known', null)
    c.set('lost', null)
    const token = sessionToken(c)
    if (token === undefined) return next()

    const now = clock.now()
    const session = await sessions.byToken(token)
    const login = session && (await logins.byId(session.loginId))
    if (!session || !login?.active || !isLive(session, now)) {
      if (session) await sessions.end(session.id, now)
      dropSessionToken(c)
      c.set('lost', { how: !session && (await sessions.endedBySluis(token)) ? 'logged-out' : 'lapsed' })
      return next()
    }
    if ((await refreshing.keepFresh(session, now)) === 'ended') {
      dropSessionToken(c)
      c.set('lost', { how: 'ended', login })
      return next()
    }
    if (now.getTime() - session.seenAt.getTime() >= SEEN_AGAIN_AFTER_MS) await sessions.see(session.id, now)
    c.set('known', { session, login })
    c.set('say', speak(chosenLanguage(c) ?? login.language))
    return next()
  }
