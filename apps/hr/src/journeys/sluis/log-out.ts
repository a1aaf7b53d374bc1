// Logging out: here, and at Sluis where the session came from there.
import { dropSessionToken } from '#journeys/cookies.ts'
import type { Handler } from '#journeys/visit.ts'
import { SluisUnreachable } from '#sluis/unreachable.ts'

export const logOut: Handler =
  ({ sessions, openId, clock, log }) =>
  async (c) => {
    const known = c.get('known')
    const idToken = known && (await sessions.end(known.session.id, clock.now()))
    dropSessionToken(c)
    if (idToken) {
      try {
        return c.redirect(await openId.logOutUrl(idToken), 303)
      } catch (error) {
        // Logged out here in any case.
        if (!(error instanceof SluisUnreachable)) throw error
        log.warn({ why: error.why }, 'somebody could not be sent to log out at Sluis')
      }
    }
    return c.redirect('/?said=logged-out', 303)
  }
