// SMS as the first factor of somebody without a smartphone, where all of their companies allow it (edge case 23).
// Behind the same guard as the app.
import { actions, type Html, linkButton, notice, stepIndicator } from '@sluis/design'
import { normaliseCode } from '@sluis/otp'
import { Hono } from 'hono'
import type { Context, Handler } from 'hono'
import { html } from 'hono/html'
import { confirmFirstNumber } from '#use-cases/manage-factors/confirm-number.ts'
import { withNext } from '../flow/forms.ts'
import { mayEnrolSms } from '../parts/may-enrol-sms.ts'
import {
  numberCodeErrorStatus,
  numberCodeErrorMessage,
  type NumberCodeFailure,
  numberCodeForm,
  CODE_NOTES,
  toCodeRefusal,
} from '../parts/number-code-form.ts'
import {
  NUMBER_NOTES,
  numberErrorStatus,
  numberErrorMessage,
  type NumberFailure,
  numberForm,
  toNumberRefusal,
} from '../parts/number-form.ts'
import { pendingNumber } from '../parts/pending-number.ts'
import { numberContextOf, resendCode, sendCodeFromForm } from '../parts/send-number-code.ts'
import { requireStep } from '../flow/require-step.ts'
import { type Env, setSessionCookie, type AuthenticatedFlow, type Deps, goOnAfterProof } from '../flow/sign-in-flow.ts'
import { leave, WIZARD_STEPS } from './frame.ts'

const PATH = '/enrol/simple-phone'

const step = ({ t }: AuthenticatedFlow): Html =>
  stepIndicator({ text: t('enrol.step', { current: 1, total: WIZARD_STEPS }), current: 1, total: WIZARD_STEPS })

export function enrolSms(deps: Deps) {
  const { clock } = deps
  const routes = new Hono<Env>()
  routes.get(
    '/',
    requireAllowed(async (c, flow) => showNumber(c, flow, NUMBER_NOTES.read(c, deps))),
  )
  routes.post(
    '/',
    requireAllowed(async (c, flow) => {
      const failure = await sendCodeFromForm(c, deps, flow)
      if (failure === null) return c.redirect(withNext(`${PATH}/code`, flow.next), 303)
      return toNumberRefusal(c, deps, withNext(PATH, flow.next), failure)
    }),
  )
  routes.get('/code', requireAllowed(codePage))
  routes.post(
    '/code',
    requireAllowed(async (c, flow) => {
      const typed = normaliseCode(c.get('form').text('code').slice(0, 200))
      if (!typed.ok) return codeRefused(c, flow, typed)
      const confirmed = await confirmFirstNumber(deps, numberContextOf(c, deps, flow), typed.digits, clock.now())
      // Another session has set one up meanwhile: on to the step that is due then.
      if (!confirmed.ok && confirmed.refusal === 'enrolment-over') return goOnAfterProof(c, deps, flow, null)
      if (!confirmed.ok) return codeRefused(c, flow, confirmed)
      if (confirmed.value !== null) setSessionCookie(c, confirmed.value)
      return goOnAfterProof(c, deps, flow, confirmed.value)
    }),
  )
  routes.post(
    '/again',
    requireAllowed(async (c, flow) => {
      const pending = await pendingNumber(deps, flow)
      const failure = pending && (await resendCode(c, deps, flow, pending))
      return failure ? codeRefused(c, flow, failure) : c.redirect(withNext(`${PATH}/code`, flow.next), 303)
    }),
  )
  routes.get('/again', (c) => c.redirect(withNext(`${PATH}/code`, c.req.query('next') ?? '/'), 303))
  return routes

  function requireAllowed(serve: (c: Context<Env>, flow: AuthenticatedFlow) => Promise<Response>): Handler<Env> {
    return requireStep(deps, 'enrol', async (c, flow) => {
      // Nothing offers it to anybody else; whoever comes by an address of before reads what there is for them.
      return (await mayEnrolSms(deps, flow))
        ? serve(c, flow)
        : c.redirect(withNext('/enrol/no-smartphone', flow.next), 303)
    })
  }

  async function showNumber(c: Context<Env>, flow: AuthenticatedFlow, failure: NumberFailure | null) {
    return c.html(numberPage(c, flow, failure), failure ? numberErrorStatus(failure) : 200)
  }

  function codeRefused(c: Context<Env>, flow: AuthenticatedFlow, failure: NumberCodeFailure): Promise<Response> {
    return toCodeRefusal(c, deps, flow, withNext(`${PATH}/code`, flow.next), failure)
  }

  function numberPage(c: Context<Env>, flow: AuthenticatedFlow, failure: NumberFailure | null): Html {
    const { t, next } = flow
    const error = failure ? numberErrorMessage(t, failure, clock.now()) : undefined
    const content = html`${step(flow)}
<h1>${t('simple.title')}</h1>
<p class="lead">${t('simple.lead')}</p>
${deps.canSendSms() || failure ? '' : notice({ kind: 'warning', kindText: t('notice.warning'), content: t('number.unavailable') })}
${numberForm(c, deps, flow, withNext(PATH, next), error)}
${notice({ kind: 'info', kindText: t('notice.info'), content: t('number.risk-only') })}
${actions([linkButton({ text: t('simple.back'), href: withNext('/enrol', next), kind: 'quiet', wide: true })])}`
    return deps.renderer.step(c, t, {
      title: t('simple.title'),
      content,
      leave: leave(c, flow),
      error: error ? { text: error, field: 'number' } : undefined,
      progress: { total: 2, done: 1 },
      bodyId: 'simple-phone',
      help: 'no-smartphone',
    })
  }

  async function codePage(c: Context<Env>, flow: AuthenticatedFlow): Promise<Response> {
    const { t, next } = flow
    const pending = await pendingNumber(deps, flow)
    const failure = CODE_NOTES.read(c, deps, pending?.messageId)
    const error = failure ? numberCodeErrorMessage(flow, failure, clock.now()) : undefined
    const [here, again, numberPageAt] = [
      withNext(`${PATH}/code`, next),
      withNext(`${PATH}/again`, next),
      withNext(PATH, next),
    ]
    const body = pending
      ? await numberCodeForm(c, deps, flow, { pending, here, again, numberPage: numberPageAt, error })
      : html`<p class="lead">${error ?? t('number.code-none')}</p>${actions([linkButton({ text: t('number.send'), href: numberPageAt, wide: true })])}`
    const content = html`${step(flow)}<h1>${t('number.code-title')}</h1>${body}`
    const page = deps.renderer.step(c, t, {
      title: t('number.code-title'),
      content,
      leave: leave(c, flow),
      error: error && pending ? { text: error, field: 'code' } : undefined,
      progress: { total: 2, done: 1 },
      modules: ['code-entry'],
      bodyId: 'simple-phone-code',
      help: 'text-message',
    })
    return c.html(page, failure ? numberCodeErrorStatus(failure) : 200)
  }
}
