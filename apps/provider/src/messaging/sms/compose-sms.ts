// What an SMS says: the code first, so that it can be read on a locked phone, and the line for autofill last.
import type { Translate } from '#locales/messages.ts'
import { isGsm7, MAX_SEPTETS, septetsOf } from './gateways/gsm7.ts'

export type SmsCodeKind = 'sign-in-code' | 'confirm-number-code'
export type SmsNoticeKind = 'number-changed' | 'factor-notice'
/** `digits`: the last ones of the new number. */
export type SmsValues =
  { kind: SmsCodeKind; code: string } | { kind: 'number-changed'; digits: string } | { kind: 'factor-notice' }

export function composeSms(t: Translate, values: SmsValues, app: string, host: string): string {
  if (values.kind === 'number-changed') return t('sms.number-changed', { app, digits: values.digits })
  if (values.kind === 'factor-notice') return t('sms.factor-notice', { app })
  const sentence = t(`sms.${values.kind}`, { app, code: values.code })
  // Phones fill it in on pages of this host alone, so that a code is not typed into somebody else's page (WICG,
  // origin-bound one-time codes).
  const bound = `${sentence}\n\n@${host} #${values.code}`
  return isGsm7(sentence) && (septetsOf(bound) ?? Infinity) > MAX_SEPTETS ? sentence : bound
}
