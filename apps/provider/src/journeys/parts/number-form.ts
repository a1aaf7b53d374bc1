// The question for a telephone number, and the sentence where it is refused.
import { actions, button, field, type Html, selectField } from '@sluis/design'
import type { Context } from 'hono'
import { html } from 'hono/html'
import type { NumberRefusal } from '#identity/phones/phone-number.ts'
import type { MessageKey, Translate } from '#locales/messages.ts'
import type { SendRefusal } from '#use-cases/prove-factor/sms-code.ts'
import { form } from '../flow/forms.ts'
import { pageNotes } from '../flow/page-notes.ts'
import type { AuthenticatedFlow, Deps, Env } from '../flow/sign-in-flow.ts'
import { sendErrorStatus, sendErrorMessage } from './sms-delivery.ts'

export const MAX_TYPED = 200
const FIRST_COUNTRY = 'NL'

export type NumberFailure = { refusal: NumberRefusal } | SendRefusal

const MESSAGES: Record<NumberRefusal, MessageKey> = {
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
  Object.hasOwn(MESSAGES, failure.refusal)

export const numberErrorStatus = (failure: NumberFailure): 403 | 422 | 429 | 503 =>
  isOfNumber(failure) ? 422 : sendErrorStatus(failure)
export const numberErrorMessage = (t: Translate, failure: NumberFailure, now: Date): string =>
  isOfNumber(failure) ? t(MESSAGES[failure.refusal]) : sendErrorMessage(t, failure, now)

type NumberNote = NumberFailure & { typed?: { country: string; number: string } | undefined }

export const NUMBER_NOTES = pageNotes<NumberNote>()

/** No code was sent: the question's own page says why, with what was typed. */
export function toNumberRefusal(c: Context<Env>, deps: Deps, href: string, failure: NumberFailure): Response {
  const sent = c.get('form')
  const typed = { country: sent.text('country').slice(0, 2), number: sent.text('number').slice(0, MAX_TYPED) }
  return NUMBER_NOTES.redirect(c, deps, href, { ...failure, typed })
}

/** Posts to `action`; what was typed is shown again with its error. */
export function numberForm(
  c: Context<Env>,
  deps: Deps,
  { t }: AuthenticatedFlow,
  action: string,
  error: string | undefined,
): Html {
  const typed = NUMBER_NOTES.read(c, deps)?.typed
  const chosen = typed?.country ?? FIRST_COUNTRY
  const options = deps.sms.countries(t.language).map(({ code, name, callingCode }) => ({
    value: code,
    text: `${name} (${callingCode})`,
    selected: code === chosen,
  }))
  return form(
    action,
    c.get('csrfToken'),
    html`
${selectField({ id: 'country', label: t('number.country'), autocomplete: 'country', options })}
${field({ id: 'number', label: t('number.label'), hint: t('number.hint'), error, type: 'tel', autocomplete: 'tel', enterkeyhint: 'send', value: typed?.number })}
${actions([button({ text: t('number.send'), wide: true })])}`,
  )
}
