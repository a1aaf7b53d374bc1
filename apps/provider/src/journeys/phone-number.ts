// The two questions of every page that takes a telephone number: which number, and the code that went to it.
import { actions, button, codeField, field, type Html, linkButton, notice, selectField } from '@sluis/design'
import { rateLimitKey, dateFormatter } from '@sluis/server-kit'
import type { TypedCode } from '@sluis/otp'
import type { Context } from 'hono'
import { html } from 'hono/html'
import {
  type ConfirmNumberRefusal,
  sendNumberCode,
  type NumberContext,
} from '#identity/enrolments/confirm-number.service.ts'
import { RESEND_SECONDS, type SendRefusal } from '#identity/second-factors/sms-code.service.ts'
import type { SentCode } from '#identity/second-factors/sms-codes.store.ts'
import { type NumberRefusal, formatNumber } from '#identity/texting/phone-number.ts'
import type { Translate, MessageKey } from '#texts/messages.ts'
import { deliveryLine, sendSentence, sendStatus } from './delivery.ts'
import { form } from './forms.ts'
import type { Env, KnownWay, Needs } from './way.ts'

const MOST_TYPED = 200
const FIRST_COUNTRY = 'NL'

export type NumberTold = { refusal: NumberRefusal } | SendRefusal
export type CodeTold = Extract<TypedCode, { ok: false }> | ConfirmNumberRefusal | SendRefusal

export const visitOf = (c: Context<Env>, needs: Needs, { session, person }: KnownWay): NumberContext => {
  const origin = needs.addressOf(c)
  return { session, person, origin, network: rateLimitKey(origin) }
}

/** Reads what was typed and sends the code. Null where it is on its way. */
export async function askForCode(c: Context<Env>, needs: Needs, way: KnownWay): Promise<NumberTold | null> {
  const typed = c.get('form')
  const number = needs.sms.readNumber(typed.text('number').slice(0, MOST_TYPED), typed.text('country').slice(0, 2))
  if (!number.ok) return number
  return askForCodeTo(c, needs, way, number.value.e164)
}

/** Null where it is on its way. */
export async function askForCodeTo(
  c: Context<Env>,
  needs: Needs,
  way: KnownWay,
  e164: string,
): Promise<SendRefusal | null> {
  const sent = await sendNumberCode(needs, visitOf(c, needs, way), e164, needs.clock.now())
  return sent.ok ? null : sent
}

/** The same number once more. */
export const askAgain = (
  c: Context<Env>,
  needs: Needs,
  way: KnownWay,
  pending: SentCode,
): Promise<SendRefusal | null> => askForCodeTo(c, needs, way, pending.e164!)

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
const isOfNumber = (told: NumberTold): told is { refusal: NumberRefusal } => Object.hasOwn(NUMBER_KEY, told.refusal)

export const numberStatus = (told: NumberTold): 422 | 429 | 503 => (isOfNumber(told) ? 422 : sendStatus(told))
export const numberSentence = (t: Translate, told: NumberTold, now: Date): string =>
  isOfNumber(told) ? t(NUMBER_KEY[told.refusal]) : sendSentence(t, told, now)

/** `typed`: as it was posted, shown again with its error. */
export function numberForm(
  c: Context<Env>,
  { sms }: Needs,
  { t }: KnownWay,
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
${field({ id: 'number', label: t('number.label'), hint: t('number.hint'), error, type: 'tel', autocomplete: 'tel', width: 'medium', enterkeyhint: 'send', value: typed?.text('number').slice(0, MOST_TYPED) })}
${actions([button({ text: t('number.send'), wide: true })])}`,
  )
}

const isOfSending = (told: CodeTold): told is Exclude<SendRefusal, { refusal: 'rate-limited' }> =>
  told.refusal === 'too-soon' ||
  told.refusal === 'too-many' ||
  told.refusal === 'not-sent' ||
  told.refusal === 'no-number'
export const codeStatus = (told: CodeTold): 422 | 429 | 503 =>
  isOfSending(told) ? sendStatus(told) : told.refusal === 'rate-limited' ? 429 : 422

export function codeSentence(t: Translate, told: CodeTold, now: Date): string {
  if (isOfSending(told)) return sendSentence(t, told, now)
  switch (told.refusal) {
    case 'empty':
      return t('code.empty')
    case 'not-digits':
      return t('code.not-digits')
    case 'wrong-length':
      return t('code.wrong-length', { n: told.length })
    case 'wrong-text-code':
      return t('text.wrong')
    case 'text-code-over':
      return t('text.over')
    case 'number-on-many':
      return t('number.on-many')
    case 'rate-limited':
      return t('number.locked', { time: dateFormatter(t.language, 'Europe/Amsterdam').time(told.until) })
  }
}

/** `here`: the page of the code; `numberPage`: the one before it. */
export async function codeForm(
  c: Context<Env>,
  { sms }: Needs,
  { t }: KnownWay,
  {
    pending,
    here,
    again,
    numberPage,
    error,
  }: { pending: SentCode; here: string; again: string; numberPage: string; error: string | undefined },
): Promise<Html> {
  const csrf = c.get('csrfToken')
  const time = dateFormatter(t.language, 'Europe/Amsterdam').time(pending.expiresAt)
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
export async function pendingNumber({ identity, clock }: Needs, { session }: KnownWay): Promise<SentCode | null> {
  const sent = await identity.smsCodes.find(session.id, 'confirm-number')
  return sent?.e164 && sent.expiresAt > clock.now() ? sent : null
}
