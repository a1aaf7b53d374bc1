// Step 3: the first 6 digits. Only a right code switches the app on.
import { actions, button, codeField, linkButton, stepIndicator, type Html } from '@sluis/design'
import { Hono } from 'hono'
import type { Context } from 'hono'
import { html } from 'hono/html'
import { form, withNext } from '../flow/forms.ts'
import { requireStep } from '../flow/require-step.ts'
import { type Env, type AuthenticatedFlow, type Deps, nextUrlAfterProof } from '../flow/sign-in-flow.ts'
import { codeErrorStatus } from '../parts/code-errors.ts'
import { entryName } from '../parts/issuer.ts'
import { answerFirstCode, FIRST_CODE_NOTES, firstCodeErrorMessage, type FirstCodeFailure } from './first-code.ts'
import { leave, WIZARD_STEPS } from './frame.ts'

export function enterFirstCode(deps: Deps) {
  const { identity } = deps
  const routes = new Hono<Env>()
  routes.get(
    '/',
    requireStep(deps, 'enrol', async (c, flow) => {
      const pending = await identity.enrolments.findPending(flow.session.id, flow.now)
      // Nothing pending: the key was never shown, or has expired. No code for it can be right.
      if (!pending) return c.redirect(toKey(flow), 303)
      const refusal = FIRST_CODE_NOTES.read(c, deps, pending.id)
      return c.html(page(c, deps, flow, pending.label, refusal), refusal ? codeErrorStatus(refusal) : 200)
    }),
  )
  routes.post(
    '/',
    requireStep(deps, 'enrol', (c, flow) =>
      answerFirstCode(c, deps, flow, {
        here: withNext('/enrol/code', flow.next),
        key: toKey(flow),
        over: toKey(flow),
        onwards: (token) => nextUrlAfterProof(c, deps, flow, token),
      }),
    ),
  )
  return routes
}

const toKey = ({ next }: AuthenticatedFlow): string => withNext('/enrol', next)

function page(
  c: Context<Env>,
  deps: Deps,
  flow: AuthenticatedFlow,
  label: string,
  failure: FirstCodeFailure | null,
): Html {
  const { t, next } = flow
  const error = failure ? firstCodeErrorMessage(t, failure, label) : undefined
  const content = html`${stepIndicator({ text: t('enrol.step', { current: 1, total: WIZARD_STEPS }), current: 1, total: WIZARD_STEPS })}
<h1>${t('first-code.title')}</h1>
<p class="lead">${t('first-code.lead', { entry: entryName(label) })}</p>
${form(
  withNext('/enrol/code', next),
  c.get('csrfToken'),
  html`
${codeField({ id: 'code', label: t('code.label'), hint: t('code.hint'), error, length: 6, autoSubmit: true, autofocus: true })}
${actions([button({ text: t('first-code.button'), wide: true }), linkButton({ text: t('first-code.back'), href: withNext('/enrol', next), kind: 'quiet', wide: true })])}`,
)}`
  return deps.renderer.step(c, t, {
    title: t('first-code.title'),
    content,
    leave: leave(c, flow),
    error: error ? { text: error, field: 'code' } : undefined,
    progress: { total: 2, done: 1, level: 0.7 },
    modules: ['code-entry'],
    bodyId: 'enter-first-code',
    help: 'first-code',
  })
}
