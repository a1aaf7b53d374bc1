// Taking back from My details what was allowed once: an application's access, a remembered browser, other sessions.
import { Hono } from 'hono'
import { endOtherSessions } from '#use-cases/manage-account/end-sessions.ts'
import { forgetAllBrowsers, forgetBrowser } from '#use-cases/manage-account/forget-browsers.ts'
import { withdrawAccess } from '#use-cases/manage-account/withdraw-access.ts'
import { requireSession } from '#journeys/flow/require-session.ts'
import type { Env, Deps } from '#journeys/flow/sign-in-flow.ts'
import { withFlash } from '@sluis/server-kit/flash'

export function revoke(deps: Deps) {
  const { identity, clock } = deps
  const routes = new Hono<Env>()
  routes.post(
    '/applications/:id/withdraw',
    requireSession(deps, '/account', async (c, flow) => {
      const withdrawn = await withdrawAccess(deps, flow.session, flow.person, c.req.param('id') ?? '', clock.now())
      if (!withdrawn.ok) return withdrawn.refusal === 'session-over' ? c.redirect('/account', 303) : c.notFound()
      return c.redirect(withFlash(c, '/account?flash=withdrawn'), 303)
    }),
  )
  routes.post(
    '/remembered/:id/forget',
    requireSession(deps, '/account', async (c, { session, now }) => {
      const isForgotten = await forgetBrowser(identity, session, c.req.param('id') ?? '', now)
      return isForgotten ? c.redirect(withFlash(c, '/account?flash=forgotten'), 303) : c.notFound()
    }),
  )
  routes.post(
    '/remembered/forget',
    requireSession(deps, '/account', async (c, { session, now }) => {
      await forgetAllBrowsers(identity, session, now)
      return c.redirect(withFlash(c, '/account?flash=forgotten'), 303)
    }),
  )
  routes.post(
    '/sign-out-elsewhere',
    requireSession(deps, '/account', async (c, { session }) => {
      await endOtherSessions(identity, session, clock.now())
      return c.redirect(withFlash(c, '/account?flash=elsewhere'), 303)
    }),
  )
  return routes
}
