// Taking back from My details what was allowed once: an application's access, a remembered browser, visits elsewhere.
import { isId } from '@sluis/server-kit/random'
import { Hono } from 'hono'
import { withdrawAccess } from '#use-cases/manage-account/withdraw-access.ts'
import { requireSession } from '#journeys/flow/require-session.ts'
import type { Env, Deps } from '#journeys/flow/sign-in-flow.ts'

export function revoke(deps: Deps) {
  const { identity, clock } = deps
  const routes = new Hono<Env>()
  routes.post(
    '/applications/:id/withdraw',
    requireSession(deps, '/account', async (c, flow) => {
      const withdrawn = await withdrawAccess(deps, flow.session, flow.person, c.req.param('id') ?? '', clock.now())
      return withdrawn.ok ? c.redirect('/account?flash=withdrawn#access', 303) : c.notFound()
    }),
  )
  routes.post(
    '/remembered/:id/forget',
    requireSession(deps, '/account', async (c, { person, session, now }) => {
      const id = c.req.param('id') ?? ''
      const isForgotten =
        isId(id) &&
        (await identity.transaction(async (stores) => {
          if (!(await stores.remembered.end(person.id, id, now))) return false
          await stores.audit.append(
            {
              action: 'browser-forgotten',
              result: 'done',
              actor: person.id,
              personId: person.id,
              sessionId: session.id,
            },
            now,
          )
          return true
        }))
      return isForgotten ? c.redirect('/account?flash=forgotten#devices', 303) : c.notFound()
    }),
  )
  routes.post(
    '/remembered/forget',
    requireSession(deps, '/account', async (c, { person, session, now }) => {
      await identity.transaction(async (stores) => {
        await stores.remembered.endAll(person.id, now)
        await stores.audit.append(
          {
            action: 'browser-forgotten',
            result: 'done',
            actor: person.id,
            personId: person.id,
            sessionId: session.id,
            detail: { all: true },
          },
          now,
        )
      })
      return c.redirect('/account?flash=forgotten#devices', 303)
    }),
  )
  routes.post(
    '/sign-out-elsewhere',
    requireSession(deps, '/account', async (c, { person, session }) => {
      await identity.transaction(async (stores) => {
        const ended = await stores.sessions.endAll(person.id, clock.now(), session.id)
        await stores.audit.append(
          {
            action: 'session-ended',
            result: 'done',
            actor: person.id,
            personId: person.id,
            sessionId: session.id,
            detail: { ended: ended.length },
          },
          clock.now(),
        )
      })
      return c.redirect('/account?flash=elsewhere#devices', 303)
    }),
  )
  return routes
}
