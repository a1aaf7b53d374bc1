// Step 3: the first 6 digits. Only a right code switches the app on.
import { actions, button, codeField, linkButton, stepIndicator, type Html } from '@sluis/design'
import { normaliseCode, type TypedCode } from '@sluis/otp'
import { Hono } from 'hono'
import type { Context } from 'hono'
import { html } from 'hono/html'
import { type ConfirmRefusal, confirmEnrolment } from '#use-cases/manage-factors/enrol-app.ts'
import type { Translate } from '#locales/messages.ts'
import { form, withNext } from '../flow/forms.ts'
import {
  requireStep,
  type Env,
  setSessionCookie,
  type AuthenticatedFlow,
  type Deps,
  nextUrlAfterProof,
} from '../flow/sign-in-flow.ts'
import { leave, WIZARD_STEPS } from './frame.ts'
import { ISSUER } from './show-key.ts'

export type FirstCodeFailure = ConfirmRefusal | Extract<TypedCode, { ok: false }>

export function enterFirstCode(deps: Deps) {
  const { identity, clock } = deps
  const routes = new Hono<Env>()
  routes.get(
    '/',
    requireStep(deps, 'enrol', async (c, flow) => {
      const pending = await identity.enrolments.findPending(flow.session.id, flow.now)
      // Nothing pending: the key was never shown, or its time is over. A code for it cannot be right.
      if (!pending) return c.redirect(withNext('/enrol/key', flow.next), 303)
      return c.html(page(c, flow, pending.label, null))
    }),
  )
  routes.post(
    '/',
    requireStep(deps, 'enrol', async (c, flow) => {
      const enrolment = await identity.enrolments.findPending(flow.session.id, flow.now)
      if (!enrolment) return c.redirect(withNext('/enrol/key', flow.next), 303)
      const typed = normaliseCode(c.get('form').text('code').slice(0, 200))
      if (!typed.ok) return c.html(page(c, flow, enrolment.label, typed), 422)
      const confirmed = await confirmEnrolment(deps, flow.session, flow.person, enrolment, typed.digits, {
        now: clock.now(),
        phoneTime: clock.phoneTime(),
      })
      if (confirmed.ok) {
        setSessionCookie(c, confirmed.value)
        return c.redirect(await nextUrlAfterProof(deps, flow, confirmed.value), 303)
      }
      // Another tab or a second click was first: on to where the person now stands.
      if (confirmed.refusal === 'enrolment-over') return c.redirect(withNext('/enrol/key', flow.next), 303)
      return c.html(page(c, flow, enrolment.label, confirmed), confirmed.refusal === 'rate-limited' ? 429 : 422)
    }),
  )
  return routes

  function page(c: Context<Env>, flow: AuthenticatedFlow, label: string, failure: FirstCodeFailure | null): Html {
    const { t, next } = flow
    const error = failure ? firstCodeSentence(t, failure, label) : undefined
    const content = html`${stepIndicator({ text: t('enrol.step', { current: 3, total: WIZARD_STEPS }), current: 3, total: WIZARD_STEPS })}
<h1>${t('first-code.title')}</h1>
<p class="lead">${t('first-code.lead', { issuer: ISSUER, account: label })}</p>
${form(
  withNext('/enrol/code', next),
  c.get('csrfToken'),
  html`
${codeField({ id: 'code', label: t('code.label'), hint: t('code.hint'), error, length: 6, autoSubmit: true, autofocus: true })}
${actions([button({ text: t('first-code.button'), wide: true }), linkButton({ text: t('first-code.back'), href: withNext('/enrol/key', next), kind: 'quiet', wide: true })])}`,
)}
${leave(c, deps, flow)}`
    return deps.renderer.step(c, t, {
      title: t('first-code.title'),
      content,
      error: error ? { text: error, field: 'code' } : undefined,
      progress: { total: 2, done: 1 },
      modules: ['code-entry'],
      bodyId: 'enter-first-code',
      help: 'first-code',
    })
  }
}

const KEY = {
  empty: 'code.empty',
  'not-digits': 'code.not-digits',
  'wrong-length': 'code.wrong-length',
  'wrong-code': 'code.wrong',
  'code-already-used': 'code.used',
  'clock-off': 'code.clock-off',
  'rate-limited': 'first-code.locked',
  'enrolment-over': 'code.wrong',
} as const satisfies Record<FirstCodeFailure['refusal'], string>

export function firstCodeSentence(t: Translate, failure: FirstCodeFailure, account: string): string {
  return t(KEY[failure.refusal], {
    issuer: ISSUER,
    account,
    n: failure.refusal === 'wrong-length' ? failure.length : 0,
    seconds: failure.refusal === 'code-already-used' ? failure.secondsToNext : 0,
    minutes: failure.refusal === 'clock-off' ? Math.abs(failure.minutes) : 0,
    direction: failure.refusal === 'clock-off' ? (failure.minutes > 0 ? 'fast' : 'slow') : 'none',
    time: failure.refusal === 'rate-limited' ? t.dates.time(failure.until) : '',
  })
}
