// What a text message says: the code first, so that it can be read on a locked phone, and the line for autofill last.
import { isGsm7, MOST_SEPTETS, septetsOf } from '#platform/gsm7.ts'
import type { Say } from '#texts/texts.ts'

export type CodeKind = 'sign-in-code' | 'confirm-number-code'
export type NoticeKind = 'number-changed' | 'factor-notice'
/** `digits`: the last ones of the new number. */
export type TextValues =
  { kind: CodeKind; code: string } | { kind: 'number-changed'; digits: string } | { kind: 'factor-notice' }

export function textOf(say: Say, values: TextValues, app: string, host: string): string {
  if (values.kind === 'number-changed') return say('sms.number-changed', { app, digits: values.digits })
  if (values.kind === 'factor-notice') return say('sms.factor-notice', { app })
  const sentence = say(`sms.${values.kind}`, { app, code: values.code })
  // Phones fill it in on pages of this host alone, so that a code is not typed into somebody else's page (WICG,
  // origin-bound one-time codes).
  const bound = `${sentence}\n\n@${host} #${values.code}`
  return isGsm7(sentence) && (septetsOf(bound) ?? Infinity) > MOST_SEPTETS ? sentence : bound
}
