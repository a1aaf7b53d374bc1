// What to do before a form that changes factors or passwords is taken: the page that such a form leads to.
import { Hono } from 'hono'
import { accessRequirementOf } from '../flow/access-requirements.ts'
import { expiredPage } from '../flow/expired-page.ts'
import { refusalPage } from '../flow/require-session.ts'
import { type Deps, type Env, nextUrl, resolveFlow } from '../flow/sign-in-flow.ts'

export function proveFirst(deps: Deps) {
  const routes = new Hono<Env>()
  routes.get('/', async (c) => {
    const flow = await resolveFlow(c, deps, c.req.query('next') ?? '/')
    if (!flow) return expiredPage(c, deps)
    const isDue = flow.signIn.step !== null && accessRequirementOf(flow.next) === 'fresh-factor'
    return (isDue ? refusalPage(c, deps, flow) : null) ?? c.redirect(nextUrl(flow), 303)
  })
  return routes
}
