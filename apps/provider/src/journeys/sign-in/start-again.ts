// The end of a sign-in that has used up its tries: it begins again with the password.
import { actions, linkButton } from '@sluis/design'
import { Hono } from 'hono'
import type { Context } from 'hono'
import { html } from 'hono/html'
import { CODES_PER_SIGN_IN } from '#identity/attempts/rate-limits.ts'
import { clearCookie, SESSION_COOKIE } from '#platform/cookies.ts'
import { expiredPage } from '../flow/expired-page.ts'
import { withNext } from '../flow/forms.ts'
import { pageNotes } from '../flow/page-notes.ts'
import { type AuthenticatedFlow, type Deps, type Env, resolveFlow } from '../flow/sign-in-flow.ts'

const NOTES = pageNotes<{ refusal: 'sign-in-used-up' }>()

const PATH = '/sign-in/again'

/** Ends the session. So ends a finished one, which would never get past its step. */
export async function startAgain(c: Context<Env>, deps: Deps, flow: AuthenticatedFlow): Promise<Response> {
  // Another request may just have sent the right code: on to the step that is due then.
  if (!(await deps.identity.sessions.endExhausted(flow.session.id, CODES_PER_SIGN_IN, flow.now)))
    return c.redirect(withNext('/sign-in', flow.next), 303)
  clearCookie(c, SESSION_COOKIE)
  return NOTES.redirect(c, deps, withNext(PATH, flow.next), { refusal: 'sign-in-used-up' })
}

export function startAgainPage(deps: Deps) {
  const routes = new Hono<Env>()
  routes.get('/', async (c) => {
    const flow = await resolveFlow(c, deps, c.req.query('next') ?? '/')
    if (!flow) return expiredPage(c, deps)
    const { t, next, signIn } = flow
    if (signIn.step !== 'enter-password' || NOTES.read(c, deps) === null)
      return c.redirect(withNext('/sign-in', next), 303)
    const content = html`<h1>${t('start-again.title')}</h1><p class="lead">${t('start-again.body')}</p>${actions([linkButton({ text: t('start-again.button'), href: withNext('/sign-in', next) })])}`
    return c.html(
      deps.renderer.step(c, t, { title: t('start-again.title'), content, bodyId: 'start-again', help: 'code' }),
      429,
    )
  })
  return routes
}
