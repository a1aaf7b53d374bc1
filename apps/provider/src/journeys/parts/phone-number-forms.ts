// The two questions of every page that takes a telephone number: which number, and the code that went to it.
import { actions, button, codeField, field, type Html, linkButton, notice, selectField } from '@sluis/design'
import { rateLimitKey } from '@sluis/server-kit/client-address'
import type { TypedCode } from '@sluis/otp'
import type { Context } from 'hono'
import { html } from 'hono/html'
import {
  type ConfirmNumberRefusal,
  sendNumberCode,
  type NumberContext,
} from '#use-cases/manage-factors/confirm-number.ts'
import { RESEND_SECONDS, type SendRefusal } from '#use-cases/prove-factor/sms-code.ts'
import type { SentCode } from '#identity/second-factors/sms-codes.store.ts'
import { type NumberRefusal, formatNumber } from '#identity/phones/phone-number.ts'
import type { Translate, MessageKey } from '#locales/messages.ts'
import { deliveryLine, sendSentence, sendStatus } from './sms-delivery.ts'
import { form } from '../flow/forms.ts'
import type { Env, AuthenticatedFlow, Deps } from '../flow/sign-in-flow.ts'

const MAX_TYPED = 200
const FIRST_COUNTRY = 'NL'

export type NumberFailure = { refusal: NumberRefusal } | SendRefusal
export type NumberCodeFailure = Extract<TypedCode, { ok: false }> | ConfirmNumberRefusal | SendRefusal

export const numberContextOf = (c: Context<Env>, deps: Deps, { session, person }: AuthenticatedFlow): NumberContext => {
  const origin = deps.addressOf(c)
  return { session, person, origin, network: rateLimitKey(origin) }
}

/** Reads what was typed and sends the code. Null where it is on its way. */
export async function sendCodeFromForm(
  c: Context<Env>,
  deps: Deps,
  flow: AuthenticatedFlow,
): Promise<NumberFailure | null> {
  const typed = c.get('form')
  const number = deps.sms.readNumber(typed.text('number').slice(0, MAX_TYPED), typed.text('country').slice(0, 2))
  if (!number.ok) return number
  return sendCodeTo(c, deps, flow, number.value.e164)
}

/** Null where it is on its way. */
export async function sendCodeTo(
  c: Context<Env>,
  deps: Deps,
  flow: AuthenticatedFlow,
  e164: string,
): Promise<SendRefusal | null> {
  const sent = await sendNumberCode(deps, numberContextOf(c, deps, flow), e164, deps.clock.now())
  return sent.ok ? null : sent
}

/** The same number once more. */
export const resendCode = (
  c: Context<Env>,
  deps: Deps,
  flow: AuthenticatedFlow,
  pending: SentCode,
): Promise<SendRefusal | null> => sendCodeTo(c, deps, flow, pending.e164!)

const NUMBER_KEY: Record<NumberRefusal, MessageKey> = {
  empty: 'number.empty',
  'not-a-number': 'number.not-a-number',
  'two-numbers': 'number.two-numbers',
  'too-short': 'number.too-short',
  'too-long': 'number.too-long',
  landline: 'number.landline',
  premium: 'number.premium',
  'country-not-served': 'number.country-not-served',
}
const isOfNumber = (failure: NumberFailure): failure is { refusal: NumberRefusal } =>
  Object.hasOwn(NUMBER_KEY, failure.refusal)

export const numberStatus = (failure: NumberFailure): 422 | 429 | 503 =>
  isOfNumber(failure) ? 422 : sendStatus(failure)
export const numberSentence = (t: Translate, failure: NumberFailure, now: Date): string =>
  isOfNumber(failure) ? t(NUMBER_KEY[failure.refusal]) : sendSentence(t, failure, now)

/** `typed`: as it was posted, shown again with its error. */
export function numberForm(
  c: Context<Env>,
  { sms }: Deps,
  { t }: AuthenticatedFlow,
  action: string,
  error: string | undefined,
): Html {
  const typed = c.req.method === 'POST' ? c.get('form') : null
  const chosen = typed?.text('country') ?? FIRST_COUNTRY
  const options = sms.countries(t.language).map(({ code, name, callingCode }) => ({
    value: code,
    text: `${name} (${callingCode})`,
    selected: code === chosen,
  }))
  return form(
    action,
    c.get('csrfToken'),
    html`
${selectField({ id: 'country', label: t('number.country'), autocomplete: 'country', options })}
${field({ id: 'number', label: t('number.label'), hint: t('number.hint'), error, type: 'tel', autocomplete: 'tel', width: 'medium', enterkeyhint: 'send', value: typed?.text('number').slice(0, MAX_TYPED) })}
${actions([button({ text: t('number.send'), wide: true })])}`,
  )
}

const isOfSending = (failure: NumberCodeFailure): failure is Exclude<SendRefusal, { refusal: 'rate-limited' }> =>
  failure.refusal === 'too-soon' ||
  failure.refusal === 'too-many' ||
  failure.refusal === 'not-sent' ||
  failure.refusal === 'no-number'
export const codeStatus = (failure: NumberCodeFailure): 422 | 429 | 503 =>
  isOfSending(failure) ? sendStatus(failure) : failure.refusal === 'rate-limited' ? 429 : 422

export function codeSentence(t: Translate, failure: NumberCodeFailure, now: Date): string {
  if (isOfSending(failure)) return sendSentence(t, failure, now)
  switch (failure.refusal) {
    case 'empty':
      return t('code.empty')
    case 'not-digits':
      return t('code.not-digits')
    case 'wrong-length':
      return t('code.wrong-length', { n: failure.length })
    case 'wrong-text-code':
      return t('text.wrong')
    case 'text-code-over':
      return t('text.over')
    case 'number-on-many':
      return t('number.on-many')
    case 'rate-limited':
      return t('number.locked', { time: t.dates.time(failure.until) })
  }
}

/** `here`: the page of the code; `numberPage`: the one before it. */
export async function codeForm(
  c: Context<Env>,
  { sms }: Deps,
  { t }: AuthenticatedFlow,
  {
    pending,
    here,
    again,
    numberPage,
    error,
  }: { pending: SentCode; here: string; again: string; numberPage: string; error: string | undefined },
): Promise<Html> {
  const csrf = c.get('csrfToken')
  const time = t.dates.time(pending.expiresAt)
  // Its owner has just typed it: shown whole, so that a slip is seen.
  const number = `\u2066${formatNumber(pending.e164!).replaceAll(' ', '\u00A0')}\u2069`
  return html`${notice({ kind: 'info', kindText: t('notice.info'), content: t('number.code-lead', { number, time }) })}
${form(
  here,
  csrf,
  html`
${codeField({ id: 'code', label: t('text.label'), hint: t('text.hint'), error, length: 6, autoSubmit: true, autofocus: true })}
${actions([button({ text: t('number.confirm'), wide: true })])}`,
)}
${deliveryLine(t, await sms.status(pending.messageId), here)}
<h2>${t('text.none')}</h2><p>${t('text.none-body', { seconds: RESEND_SECONDS })}</p>
${form(again, csrf, actions([button({ id: 'again', text: t('text.again'), kind: 'quiet', wide: true }), linkButton({ text: t('number.other'), href: numberPage, kind: 'link', wide: true })]))}`
}

/** Null where there is none whose time is not over. */
export async function pendingNumber(
  { identity, clock }: Deps,
  { session }: AuthenticatedFlow,
): Promise<SentCode | null> {
  const sent = await identity.smsCodes.find(session.id, 'confirm-number')
  return sent?.e164 && sent.expiresAt > clock.now() ? sent : null
}
