// Setting up, first half: any authenticator app is connected with the key, and its first code switches it on. Whoever
// has no app or no smartphone finds on it where to go.
import { stepIndicator, type Html } from '@sluis/design'
import { Hono } from 'hono'
import type { Context } from 'hono'
import { html } from 'hono/html'
import type { Enrolment } from '#identity/enrolments/enrolments.store.ts'
import { ensureEnrolment } from '#use-cases/manage-factors/enrol-app.ts'
import { withNext } from '../flow/forms.ts'
import { requireStep } from '../flow/require-step.ts'
import { type Env, type AuthenticatedFlow, type Deps, nextUrlAfterProof } from '../flow/sign-in-flow.ts'
import { codeErrorStatus } from '../parts/code-errors.ts'
import { answerFirstCode, FIRST_CODE_NOTES, firstCodeErrorMessage, type FirstCodeFailure } from './first-code.ts'
import { leave, onThisComputer, WIZARD_STEPS, why } from './frame.ts'
import { keyParts } from './key-parts.ts'

/** Its owner chose the computer that this is shown on. */
const isOnComputer = (c: Context<Env>): boolean => c.req.query('on') === 'computer'
const hereOf = (c: Context<Env>, { next }: AuthenticatedFlow): string =>
  isOnComputer(c) ? onThisComputer(next) : withNext('/enrol', next)

export function connectApp(deps: Deps) {
  const routes = new Hono<Env>()
  routes.get(
    '/',
    requireStep(deps, 'enrol', async (c, flow) => {
      // The same secret for as long as the enrolment lives: after a reload, in a second tab, back from the store (M13).
      const enrolment = await ensureEnrolment(deps, flow.session, flow.person, flow.now)
      const refusal = FIRST_CODE_NOTES.read(c, deps, enrolment.id)
      return c.html(page(c, flow, enrolment, refusal), refusal ? codeErrorStatus(refusal) : 200)
    }),
  )
  routes.post(
    '/',
    requireStep(deps, 'enrol', async (c, flow) => {
      // Nobody has to read the code and this page at once: without one, "Next" leads to the page that asks for it.
      if (c.get('form').text('code').trim() === '') return c.redirect(withNext('/enrol/code', flow.next), 303)
      const here = hereOf(c, flow)
      return answerFirstCode(c, deps, flow, {
        here,
        key: here,
        over: here,
        onwards: (token) => nextUrlAfterProof(c, deps, flow, token),
      })
    }),
  )
  // Where the key was shown before; open pages and bookmarks lead here.
  routes.get('/key', (c) => c.redirect(withNext('/enrol', c.req.query('next') ?? '/'), 303))
  return routes

  function page(
    c: Context<Env>,
    flow: AuthenticatedFlow,
    { secret, label }: Enrolment,
    failure: FirstCodeFailure | null,
  ): Html {
    const { t, next } = flow
    const error = failure ? firstCodeErrorMessage(t, failure, label) : undefined
    const without = html`<p class="ways"><a href="${withNext('/enrol/no-app', next)}">${t('choose.no-app')}</a> <a href="${withNext('/enrol/no-smartphone', next)}">${t('choose.no-phone')}</a></p>`
    const content = html`${stepIndicator({ text: t('enrol.step', { current: 1, total: WIZARD_STEPS }), current: 1, total: WIZARD_STEPS })}
<h1>${t('key.title')}</h1>
${why(flow)}
${keyParts(c, t, { secret, label }, { action: hereOf(c, flow), error, below: without, onComputer: isOnComputer(c) })}`
    return deps.renderer.step(c, t, {
      title: t('key.title'),
      content,
      leave: leave(c, flow),
      error: error ? { text: error, field: 'code' } : undefined,
      progress: { total: 2, done: 1, level: 0.5 },
      modules: ['copy', 'code-entry'],
      bodyId: 'connect-app',
      help: 'key',
    })
  }
}
