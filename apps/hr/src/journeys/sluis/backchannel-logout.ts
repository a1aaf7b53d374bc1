// Sluis reports that a session, or all of a person, has ended, server to server: the sessions here that came of it end
// now, and without a `sid` what our own password has opened too (OpenID Connect Back-Channel Logout 1.0 §2.5, §2.8).
import { readForm } from '@sluis/server-kit/form'
import type { Handler, PageRequest } from '#journeys/request-context.ts'
import { SluisUnreachable } from '#sluis/unreachable.ts'

export const backchannelLogout: Handler =
  ({ openId, logouts, statuses, clock, log }) =>
  async (c) => {
    c.header('cache-control', 'no-store')
    const form = await readForm(c.req.raw)
    if (!form.ok) return refused(c, form.refusal)
    const now = clock.now()
    try {
      const claims = await openId.verifyLogoutToken(form.value.text('logout_token'), now)
      if (!claims.ok) return refused(c, claims.refusal)
      const result = await logouts.receive(claims.value, now)
      if (result === 'replayed') return refused(c, 'replayed')
      // What was said of them before is no longer so.
      for (const login of result.logins) statuses.forget(login)
      log.info({ ended: result.ended }, 'Sluis ended sessions')
      return c.body(null, 200)
    } catch (error) {
      // Not refused but not understood yet: Sluis says it again.
      if (!(error instanceof SluisUnreachable)) throw error
      log.warn({ reason: error.reason }, 'a logout could not be checked yet')
      return c.json({ error: 'temporarily_unavailable' }, 503, { 'retry-after': '10' })
    }

    function refused(to: PageRequest, reason: string): Response {
      log.warn({ reason, reference: to.get('reference') }, 'a logout token was refused')
      return to.json({ error: 'invalid_request', error_description: reason }, 400)
    }
  }
