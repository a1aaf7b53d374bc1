// A text message as the first factor of somebody without a smartphone, where all of their companies allow it (edge case
// 23). Behind the same guard as the app.
import { actions, type Html, linkButton, notice, stepIndicator } from '@sluis/design'
import { normaliseCode } from '@sluis/otp'
import { Hono } from 'hono'
import type { Context, Handler } from 'hono'
import { html } from 'hono/html'
import { confirmFirstNumber } from '#identity/enrolments/confirm-number.service.ts'
import { withNext } from '../forms.ts'
import {
  askAgain,
  askForCode,
  codeForm,
  codeSentence,
  codeStatus,
  type CodeTold,
  numberForm,
  numberSentence,
  numberStatus,
  type NumberTold,
  pendingNumber,
  visitOf,
} from '../phone-number.ts'
import { atStep, type Env, keepSession, type KnownWay, type Needs, onwardAfter } from '../way.ts'
import { leave, WIZARD_STEPS } from './frame.ts'

const HERE = '/enrol/simple-phone'

/** Whether a text message may be this person's first factor. */
export const mayText = async (
  { identity, sms }: Pick<Needs, 'identity' | 'sms'>,
  { person, now }: Pick<KnownWay, 'person' | 'now'>,
): Promise<boolean> => sms.offered && (await identity.companies.policyOf(person.id, now)).smsFirst

const step = ({ t }: KnownWay, current: number): Html =>
  stepIndicator({ text: t('enrol.step', { current, total: WIZARD_STEPS }), current, total: WIZARD_STEPS })

export function simplePhone(needs: Needs) {
  const { clock } = needs
  const routes = new Hono<Env>()
  routes.get(
    '/',
    allowed(async (c, way) => c.html(numberPage(c, way, null))),
  )
  routes.post(
    '/',
    allowed(async (c, way) => {
      const told = await askForCode(c, needs, way)
      return told === null
        ? c.redirect(withNext(`${HERE}/code`, way.next), 303)
        : c.html(numberPage(c, way, told), numberStatus(told))
    }),
  )
  routes.get(
    '/code',
    allowed(async (c, way) => codePage(c, way, null)),
  )
  routes.post(
    '/code',
    allowed(async (c, way) => {
      const typed = normaliseCode(c.get('form').text('code').slice(0, 200))
      if (!typed.ok) return codePage(c, way, typed)
      const confirmed = await confirmFirstNumber(needs, visitOf(c, needs, way), typed.digits, clock.now())
      if (!confirmed.ok) return codePage(c, way, confirmed)
      if (confirmed.value !== null) keepSession(c, confirmed.value)
      return c.redirect(await onwardAfter(needs, way, confirmed.value), 303)
    }),
  )
  routes.post(
    '/again',
    allowed(async (c, way) => {
      const pending = await pendingNumber(needs, way)
      const told = pending && (await askAgain(c, needs, way, pending))
      return told ? codePage(c, way, told) : c.redirect(withNext(`${HERE}/code`, way.next), 303)
    }),
  )
  routes.get('/again', (c) => c.redirect(withNext(`${HERE}/code`, c.req.query('next') ?? '/'), 303))
  return routes

  function allowed(serve: (c: Context<Env>, way: KnownWay) => Promise<Response>): Handler<Env> {
    return atStep(needs, 'enrol', async (c, way) => {
      if (await mayText(needs, way)) return serve(c, way)
      const { t, next } = way
      const content = html`<h1>${t('simple.refused-title')}</h1><p class="lead">${t('simple.refused')}</p>${actions([linkButton({ text: t('page.back'), href: withNext('/enrol', next) })])}`
      return c.html(
        needs.draw.step(c, t, {
          title: t('simple.refused-title'),
          content,
          bodyId: 'simple-phone-refused',
          help: 'no-smartphone',
        }),
        403,
      )
    })
  }

  function numberPage(c: Context<Env>, way: KnownWay, told: NumberTold | null): Html {
    const { t, next } = way
    const error = told ? numberSentence(t, told, clock.now()) : undefined
    const content = html`${step(way, 2)}
<h1>${t('simple.title')}</h1>
<p class="lead">${t('simple.lead')}</p>
${needs.canText() || told ? '' : notice({ kind: 'warning', kindText: t('notice.warning'), content: t('number.unavailable') })}
${numberForm(c, needs, way, withNext(HERE, next), error)}
${notice({ kind: 'info', kindText: t('notice.info'), content: t('number.risk-only') })}
${actions([linkButton({ text: t('simple.back'), href: withNext('/enrol', next), kind: 'quiet', wide: true })])}
${leave(c, needs, way)}`
    return needs.draw.step(c, t, {
      title: t('simple.title'),
      content,
      error: error ? { text: error, field: 'number' } : undefined,
      progress: { total: 2, done: 1 },
      bodyId: 'simple-phone',
      help: 'no-smartphone',
    })
  }

  async function codePage(c: Context<Env>, way: KnownWay, told: CodeTold | null): Promise<Response> {
    const { t, next } = way
    const pending = await pendingNumber(needs, way)
    const error = told ? codeSentence(t, told, clock.now()) : undefined
    const [here, again, numberPageAt] = [
      withNext(`${HERE}/code`, next),
      withNext(`${HERE}/again`, next),
      withNext(HERE, next),
    ]
    const body = pending
      ? await codeForm(c, needs, way, { pending, here, again, numberPage: numberPageAt, error })
      : html`<p class="lead">${error ?? t('number.code-none')}</p>${actions([linkButton({ text: t('number.send'), href: numberPageAt, wide: true })])}`
    const content = html`${step(way, 3)}<h1>${t('number.code-title')}</h1>${body}${leave(c, needs, way)}`
    const page = needs.draw.step(c, t, {
      title: t('number.code-title'),
      content,
      error: error && pending ? { text: error, field: 'code' } : undefined,
      progress: { total: 2, done: 1 },
      modules: ['code-entry'],
      bodyId: 'simple-phone-code',
      help: 'text-message',
    })
    return c.html(page, told ? codeStatus(told) : 200)
  }
}
