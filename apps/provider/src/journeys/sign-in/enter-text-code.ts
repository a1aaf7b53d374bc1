// The second factor by text message: a code is sent at the press of a button, and typed in here. The page never waits
// for a gateway, and another way is always in sight.
import { actions, button, codeField, type Html, notice } from '@sluis/design'
import { rateLimitKey, dateFormatter } from '@sluis/server-kit'
import { normaliseCode } from '@sluis/otp'
import { Hono } from 'hono'
import type { Context } from 'hono'
import { html } from 'hono/html'
import { isUsable } from '#identity/second-factors/factors.ts'
import type { Phone } from '#identity/second-factors/phones.store.ts'
import {
  proveSmsCode,
  RESEND_SECONDS,
  sendSignInCode,
  type SendRefusal,
  type SmsCodeRefusal,
} from '#identity/second-factors/sms-code.service.ts'
import { lastDigits } from '#identity/texting/phone-number.ts'
import { deliveryLine, isVain, sendSentence, sendStatus } from '../delivery.ts'
import { form, withNext } from '../forms.ts'
import { atStep, type Env, keepSession, type KnownWay, type Needs, onwardAfter } from '../way.ts'
import { startAgain } from './enter-code.ts'
import { sentenceOf, statusOf, type TypedRefusal } from './refusals.ts'
import { rememberBox, rememberIfAsked } from './remembering.ts'
import { otherWay, wayLinks, waysHere } from './second-factor.ts'

type CodeTold = TypedRefusal | SmsCodeRefusal
type Told = { of: 'code'; told: CodeTold } | { of: 'sending'; told: SendRefusal } | null

export function enterTextCode(needs: Needs) {
  const { identity, clock, sms } = needs
  const routes = new Hono<Env>()
  routes.get(
    '/',
    atNumber(async (c, way, phone) => c.html(await page(c, way, phone, null))),
  )
  routes.get('/send', (c) => c.redirect(withNext('/sign-in/text', c.req.query('next') ?? '/'), 303))
  routes.post(
    '/send',
    atNumber(async (c, way, phone) => {
      const sent = await sendSignInCode(needs, way.session, way.person, rateLimitKey(needs.addressOf(c)), clock.now())
      if (sent.ok) return c.redirect(withNext('/sign-in/text', way.next), 303)
      retryAfter(c, sent)
      return c.html(await page(c, way, phone, { of: 'sending', told: sent }), sendStatus(sent))
    }),
  )
  routes.post(
    '/',
    atNumber(async (c, way, phone) => {
      const typed = normaliseCode(c.get('form').text('code').slice(0, 200))
      if (!typed.ok) return c.html(await page(c, way, phone, { of: 'code', told: typed }), 422)
      const proved = await proveSmsCode(needs, way.session, typed.digits, clock.now())
      if (proved.ok) {
        keepSession(c, proved.value)
        await rememberIfAsked(c, needs, way, 'sms')
        return c.redirect(await onwardAfter(needs, way, proved.value), 303)
      }
      if (proved.refusal === 'sign-in-used-up') return startAgain(c, needs, way)
      retryAfter(c, proved)
      return c.html(
        await page(c, way, phone, { of: 'code', told: proved }),
        proved.refusal === 'wrong-text-code' || proved.refusal === 'text-code-over' ? 422 : statusOf(proved),
      )
    }),
  )
  return routes

  /** For whoever has a number that works; others are shown what they have. */
  function atNumber(serve: (c: Context<Env>, way: KnownWay, phone: Phone) => Promise<Response>) {
    return atStep(needs, 'enter-code', async (c, way) => {
      const phone = await identity.phones.findByPerson(way.person.id)
      return phone && isUsable(phone)
        ? serve(c, way, phone)
        : c.redirect(withNext('/sign-in/second-factor', way.next), 303)
    })
  }

  function retryAfter(c: Context<Env>, told: { until?: Date; refusal: string }): void {
    if (told.until)
      c.header('retry-after', String(Math.max(1, Math.ceil((told.until.getTime() - clock.now().getTime()) / 1000))))
    else if (told.refusal === 'not-sent') c.header('retry-after', '60')
  }

  async function page(c: Context<Env>, way: KnownWay, phone: Phone, told: Told): Promise<Html> {
    const { t, next, session, destination } = way
    const now = clock.now()
    const sent = await identity.smsCodes.find(session.id, 'sign-in')
    const isOpen = sent !== undefined && sent.factorId === phone.id && sent.expiresAt > now
    const delivery = isOpen ? await sms.status(sent.messageId) : null
    const isOut = !needs.canText() || told?.told.refusal === 'not-sent'
    const others = (await waysHere(needs, way)).filter((kind) => kind !== 'sms')
    const digits = lastDigits(phone.e164)
    const error =
      told === null ? undefined : told.of === 'sending' ? sendSentence(t, told.told, now) : codeSentence(way, told.told)
    const atField = isOpen && told?.of === 'code'
    const sendForm = (text: string, kind: 'go' | 'quiet') =>
      form(
        withNext('/sign-in/text/send', next),
        c.get('csrfToken'),
        actions([button({ id: 'send', text, kind, wide: true })]),
      )

    const remember = isOpen ? await rememberBox(needs, way) : ''
    const before = html`${isOut && error ? '' : isOut ? notice({ kind: 'warning', kindText: t('notice.warning'), content: t('text.not-sent') }) : html`<p class="lead">${t('text.lead', { digits })}</p>`}
${sendForm(t(isOut ? 'text.try-again' : 'text.send'), isOut ? 'quiet' : 'go')}`
    const after =
      () => html`${notice({ kind: 'info', kindText: t('notice.info'), content: t('text.sent', { digits, time: dateFormatter(t.language, 'Europe/Amsterdam').time(sent!.expiresAt) }) })}
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
    const content = html`<h1>${t(isOpen ? 'text.title' : 'text.send-title')}</h1>
${isOpen ? after() : before}
${isOut || isVain(delivery) ? (others.length > 0 ? wayLinks(way, others) : html`<p>${t('text.no-other')} <a href="/help?at=text-message#text-missing">${t('recovery.none-link')}</a></p>`) : otherWay(way, others, 'sms')}`
    return needs.draw.step(c, t, {
      title: t(isOpen ? 'text.title' : 'text.send-title'),
      content,
      error: error ? { text: error, field: atField ? 'code' : 'send' } : undefined,
      progress: { total: 2, done: 1 },
      modules: ['code-entry'],
      bodyId: 'enter-text-code',
      help: 'text-message',
      forApplication: destination.application
        ? t('page.for', { application: destination.application.name })
        : undefined,
    })
  }

  function codeSentence({ t, person }: KnownWay, told: CodeTold): string {
    if (told.refusal === 'wrong-text-code') return t('text.wrong')
    if (told.refusal === 'text-code-over') return t('text.over')
    return sentenceOf(t, told, { issuer: 'Sluis', account: person.email })
  }
}
