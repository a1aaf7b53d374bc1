// The guard of every step's page, once.
import type { Context, Handler } from 'hono'
import type { StepName } from '#identity/sessions/next-step.ts'
import { alreadyPage, expiredPage, SETTING_UP } from './expired-page.ts'
import { type AuthenticatedFlow, type Deps, type Env, nextUrl, resolveFlow } from './sign-in-flow.ts'

/**
 * Serves a step's page only where that step is due; everybody else is led to their own step. An address of setting up
 * that says nothing of where to go on tells whoever has done it that it is on.
 */
export const requireStep =
  (
    deps: Deps,
    step: Exclude<StepName, 'enter-password'>,
    serve: (c: Context<Env>, flow: AuthenticatedFlow) => Promise<Response>,
  ): Handler<Env> =>
  async (c) => {
    const next = c.req.query('next')
    const flow = await resolveFlow(c, deps, next ?? '/')
    if (!flow) return expiredPage(c, deps)
    const { session, person, facts } = flow.signIn
    if (flow.signIn.step === step && session && person) return serve(c, { ...flow, session, person })
    const isDone = flow.signIn.step === null && session !== null && facts.hasSecondFactor
    const saysNothing = c.req.method === 'GET' && next === undefined && c.req.path.startsWith(SETTING_UP)
    if (isDone && saysNothing) return alreadyPage(c, deps, session, 200)
    return c.redirect(nextUrl(flow), 303)
  }
