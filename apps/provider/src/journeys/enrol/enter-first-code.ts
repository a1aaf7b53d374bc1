// Step 3: the first 6 digits. Only a right code switches the app on.
import { actions, button, codeField, linkButton, stepIndicator, type Html } from '@sluis/design'
import { dateFormatter } from '@sluis/server-kit'
import { normaliseCode, type TypedCode } from '@sluis/otp'
import { Hono } from 'hono'
import type { Context } from 'hono'
import { html } from 'hono/html'
import { type ConfirmRefusal, confirmEnrolment } from '#identity/enrolments/enrol.service.ts'
import type { Translate } from '#texts/messages.ts'
import { form, withNext } from '../forms.ts'
import { atStep, type Env, keepSession, type KnownWay, type Needs, onwardAfter } from '../way.ts'
import { leave, WIZARD_STEPS } from './frame.ts'
import { ISSUER } from './show-key.ts'

export type Told = ConfirmRefusal | Extract<TypedCode, { ok: false }>

export function enterFirstCode(needs: Needs) {
  const { identity, clock } = needs
  const routes = new Hono<Env>()
  routes.get(
    '/',
    atStep(needs, 'enrol', async (c, way) => {
      const pending = await identity.enrolments.findPending(way.session.id, way.now)
      // Nothing pending: the key was never shown, or its time is over. A code for it cannot be right.
      if (!pending) return c.redirect(withNext('/enrol/key', way.next), 303)
      return c.html(page(c, way, pending.label, null))
    }),
  )
  routes.post(
    '/',
    atStep(needs, 'enrol', async (c, way) => {
      const enrolment = await identity.enrolments.findPending(way.session.id, way.now)
      if (!enrolment) return c.redirect(withNext('/enrol/key', way.next), 303)
      const typed = normaliseCode(c.get('form').text('code').slice(0, 200))
      if (!typed.ok) return c.html(page(c, way, enrolment.label, typed), 422)
      const confirmed = await confirmEnrolment(needs, way.session, way.person, enrolment, typed.digits, {
        now: clock.now(),
        phoneTime: clock.phoneTime(),
      })
      if (confirmed.ok) {
        keepSession(c, confirmed.value)
        return c.redirect(await onwardAfter(needs, way, confirmed.value), 303)
      }
      // Another tab or a second click was first: on to where the person now stands.
      if (confirmed.refusal === 'enrolment-over') return c.redirect(withNext('/enrol/key', way.next), 303)
      return c.html(page(c, way, enrolment.label, confirmed), confirmed.refusal === 'rate-limited' ? 429 : 422)
    }),
  )
  return routes

  function page(c: Context<Env>, way: KnownWay, label: string, told: Told | null): Html {
    const { t, next } = way
    const error = told ? firstCodeSentence(t, told, label) : undefined
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
${leave(c, needs, way)}`
    return needs.draw.step(c, t, {
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
} as const satisfies Record<Told['refusal'], string>

export function firstCodeSentence(t: Translate, told: Told, account: string): string {
  return t(KEY[told.refusal], {
    issuer: ISSUER,
    account,
    n: told.refusal === 'wrong-length' ? told.length : 0,
    seconds: told.refusal === 'code-already-used' ? told.secondsToNext : 0,
    minutes: told.refusal === 'clock-off' ? Math.abs(told.minutes) : 0,
    direction: told.refusal === 'clock-off' ? (told.minutes > 0 ? 'fast' : 'slow') : 'none',
    time: told.refusal === 'rate-limited' ? dateFormatter(t.language, 'Europe/Amsterdam').time(told.until) : '',
  })
}
