// The question for the code that was sent to a new telephone number, and the sentence where it is refused.
import { actions, button, codeField, type Html, linkButton, notice } from '@sluis/design'
import type { Context } from 'hono'
import { html } from 'hono/html'
import { formatNumber } from '#identity/phones/phone-number.ts'
import type { SentCode } from '#identity/second-factors/sms-codes.store.ts'
import type { ConfirmNumberRefusal } from '#use-cases/manage-factors/confirm-number.ts'
import { RESEND_SECONDS, type SendRefusal } from '#use-cases/prove-factor/sms-code.ts'
import { form } from '../flow/forms.ts'
import { pageNotes } from '../flow/page-notes.ts'
import type { AuthenticatedFlow, Deps, Env } from '../flow/sign-in-flow.ts'
import { codeErrorStatus, codeErrorMessage, type TypedFailure } from './code-errors.ts'
import { pendingNumber } from './pending-number.ts'
import { deliveryLine, isSendRefusal, sendErrorStatus, sendErrorMessage } from './sms-delivery.ts'

export type NumberCodeFailure = TypedFailure | ConfirmNumberRefusal | SendRefusal
export const CODE_NOTES = pageNotes<NumberCodeFailure>()

/** To the page of the code, about the one that waits there now: after it nothing more is told of this. */
export const toCodeRefusal = async (
  c: Context<Env>,
  deps: Deps,
  flow: AuthenticatedFlow,
  href: string,
  failure: NumberCodeFailure,
): Promise<Response> => CODE_NOTES.redirect(c, deps, href, failure, (await pendingNumber(deps, flow))?.messageId)

/** Of both the code and the sending; here it is the code that was tried too often. */
type OfSending = Exclude<SendRefusal, { refusal: 'rate-limited' }>

const isOfSending = (failure: NumberCodeFailure): failure is OfSending =>
  failure.refusal !== 'rate-limited' && isSendRefusal(failure)

export const numberCodeErrorStatus = (failure: NumberCodeFailure): 403 | 422 | 429 | 503 =>
  isOfSending(failure) ? sendErrorStatus(failure) : codeErrorStatus(failure)

export const numberCodeErrorMessage = (
  { t, person }: AuthenticatedFlow,
  failure: NumberCodeFailure,
  now: Date,
): string =>
  isOfSending(failure)
    ? sendErrorMessage(t, failure, now)
    : codeErrorMessage(t, failure, { account: person.email, overrides: { 'rate-limited': 'number.locked' } })

/** `here`: the page of the code; `again`: where a new code is asked for; `numberPage`: the page before this one. */
export async function numberCodeForm(
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
