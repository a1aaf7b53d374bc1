// The second factor by text message: a code is sent at the press of a button, and typed in here. The page never waits
// for a gateway, and another way is always in sight.
import { actions, button, codeField, type Html, notice } from '@sluis/design'
import { rateLimitKey } from '@sluis/server-kit/client-address'
import { normaliseCode } from '@sluis/otp'
import { Hono } from 'hono'
import type { Context } from 'hono'
import { html } from 'hono/html'
import { isUsable } from '#identity/second-factors/factors.ts'
import type { Phone } from '#identity/phones/phones.store.ts'
import {
  proveSmsCode,
  RESEND_SECONDS,
  sendSignInCode,
  type SendRefusal,
  type SmsCodeRefusal,
} from '#use-cases/prove-factor/sms-code.ts'
import { lastDigits } from '#identity/phones/phone-number.ts'
import { deliveryLine, isUndeliverable, sendSentence, sendStatus } from '../parts/sms-delivery.ts'
import { form, withNext } from '../flow/forms.ts'
import {
  requireStep,
  type Env,
  setSessionCookie,
  type AuthenticatedFlow,
  type Deps,
  nextUrlAfterProof,
} from '../flow/sign-in-flow.ts'
import { startAgain } from './enter-code.ts'
import { sentenceOf, statusOf, type TypedRefusal } from '../parts/code-errors.ts'
import { rememberBox, rememberIfAsked } from './remembering.ts'
import { otherProofLink, proofLinks, offeredProofs } from './second-factor.ts'

type SmsCodeFailure = TypedRefusal | SmsCodeRefusal
type PageFailure = { of: 'code'; failure: SmsCodeFailure } | { of: 'sending'; failure: SendRefusal } | null

export function enterSmsCode(deps: Deps) {
  const { identity, clock, sms } = deps
  const routes = new Hono<Env>()
  routes.get(
    '/',
    requirePhone(async (c, flow, phone) => c.html(await page(c, flow, phone, null))),
  )
  routes.get('/send', (c) => c.redirect(withNext('/sign-in/text', c.req.query('next') ?? '/'), 303))
  routes.post(
    '/send',
    requirePhone(async (c, flow, phone) => {
      const sent = await sendSignInCode(deps, flow.session, flow.person, rateLimitKey(deps.addressOf(c)), clock.now())
      if (sent.ok) return c.redirect(withNext('/sign-in/text', flow.next), 303)
      retryAfter(c, sent)
      return c.html(await page(c, flow, phone, { of: 'sending', failure: sent }), sendStatus(sent))
    }),
  )
  routes.post(
    '/',
    requirePhone(async (c, flow, phone) => {
      const typed = normaliseCode(c.get('form').text('code').slice(0, 200))
      if (!typed.ok) return c.html(await page(c, flow, phone, { of: 'code', failure: typed }), 422)
      const proved = await proveSmsCode(deps, flow.session, typed.digits, clock.now())
      if (proved.ok) {
        setSessionCookie(c, proved.value)
        await rememberIfAsked(c, deps, flow, 'sms')
        return c.redirect(await nextUrlAfterProof(deps, flow, proved.value), 303)
      }
      if (proved.refusal === 'sign-in-used-up') return startAgain(c, deps, flow)
      retryAfter(c, proved)
      return c.html(
        await page(c, flow, phone, { of: 'code', failure: proved }),
        proved.refusal === 'wrong-text-code' || proved.refusal === 'text-code-over' ? 422 : statusOf(proved),
      )
    }),
  )
  return routes

  /** For whoever has a number that works; others are shown what they have. */
  function requirePhone(serve: (c: Context<Env>, flow: AuthenticatedFlow, phone: Phone) => Promise<Response>) {
    return requireStep(deps, 'enter-code', async (c, flow) => {
      const phone = await identity.phones.findByPerson(flow.person.id)
      return phone && isUsable(phone)
        ? serve(c, flow, phone)
        : c.redirect(withNext('/sign-in/second-factor', flow.next), 303)
    })
  }

  function retryAfter(c: Context<Env>, failure: { until?: Date; refusal: string }): void {
    if (failure.until)
      c.header('retry-after', String(Math.max(1, Math.ceil((failure.until.getTime() - clock.now().getTime()) / 1000))))
    else if (failure.refusal === 'not-sent') c.header('retry-after', '60')
  }

  async function page(c: Context<Env>, flow: AuthenticatedFlow, phone: Phone, failure: PageFailure): Promise<Html> {
    const { t, next, session, request } = flow
    const now = clock.now()
    const sent = await identity.smsCodes.find(session.id, 'sign-in')
    const isPending = sent !== undefined && sent.factorId === phone.id && sent.expiresAt > now
    const delivery = isPending ? await sms.status(sent.messageId) : null
    const isUnavailable = !deps.canSendSms() || failure?.failure.refusal === 'not-sent'
    const others = (await offeredProofs(deps, flow)).filter((kind) => kind !== 'sms')
    const digits = lastDigits(phone.e164)
    const error =
      failure === null
        ? undefined
        : failure.of === 'sending'
          ? sendSentence(t, failure.failure, now)
          : codeSentence(flow, failure.failure)
    const atField = isPending && failure?.of === 'code'
    const sendForm = (text: string, kind: 'go' | 'quiet') =>
      form(
        withNext('/sign-in/text/send', next),
        c.get('csrfToken'),
        actions([button({ id: 'send', text, kind, wide: true })]),
      )

    const remember = isPending ? await rememberBox(deps, flow) : ''
    const before = html`${isUnavailable && error ? '' : isUnavailable ? notice({ kind: 'warning', kindText: t('notice.warning'), content: t('text.not-sent') }) : html`<p class="lead">${t('text.lead', { digits })}</p>`}
${sendForm(t(isUnavailable ? 'text.try-again' : 'text.send'), isUnavailable ? 'quiet' : 'go')}`
    const after =
      () => html`${notice({ kind: 'info', kindText: t('notice.info'), content: t('text.sent', { digits, time: t.dates.time(sent!.expiresAt) }) })}
${form(
  withNext('/sign-in/text', next),
  c.get('csrfToken'),
  html`
${codeField({ id: 'code', label: t('text.label'), hint: t('text.hint'), error: atField ? error : undefined, length: 6, autoSubmit: true, autofocus: true })}
${remember}
${actions([button({ text: t('code.log-in'), wide: true })])}`,
)}
${deliveryLine(t, delivery, withNext('/sign-in/text', next))}
<h2>${t('text.none')}</h2><p>${t('text.none-body', { seconds: RESEND_SECONDS })}</p>
${sendForm(t('text.again'), 'quiet')}`
    const content = html`<h1>${t(isPending ? 'text.title' : 'text.send-title')}</h1>
${isPending ? after() : before}
${isUnavailable || isUndeliverable(delivery) ? (others.length > 0 ? proofLinks(flow, others) : html`<p>${t('text.no-other')} <a href="/help?at=text-message#text-missing">${t('recovery.none-link')}</a></p>`) : otherProofLink(flow, others, 'sms')}`
    return deps.renderer.step(c, t, {
      title: t(isPending ? 'text.title' : 'text.send-title'),
      content,
      error: error ? { text: error, field: atField ? 'code' : 'send' } : undefined,
      progress: { total: 2, done: 1 },
      modules: ['code-entry'],
      bodyId: 'enter-text-code',
      help: 'text-message',
      forApplication: request.application ? t('page.for', { application: request.application.name }) : undefined,
    })
  }

  function codeSentence({ t, person }: AuthenticatedFlow, failure: SmsCodeFailure): string {
    if (failure.refusal === 'wrong-text-code') return t('text.wrong')
    if (failure.refusal === 'text-code-over') return t('text.over')
    return sentenceOf(t, failure, { issuer: 'Sluis', account: person.email })
  }
}
