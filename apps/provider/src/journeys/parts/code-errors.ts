// The sentence and the status of a refused code, of whatever kind: a refusal without a sentence does not compile.
import type { TypedCode } from '@sluis/otp'
import type { MessageKey, Translate } from '#locales/messages.ts'
import type { ConfirmNumberRefusal } from '#use-cases/manage-factors/confirm-number.ts'
import type { MailedCodeRefusal } from '#use-cases/manage-factors/authorise-enrolment.ts'
import type { ConfirmRefusal } from '#use-cases/manage-factors/enrol-app.ts'
import type { SmsCodeRefusal } from '#use-cases/prove-factor/sms-code.ts'
import type { RecoveryRefusal } from '#use-cases/prove-factor/use-recovery-code.ts'
import { entryName } from './issuer.ts'

/** Refused as it was typed, before any try is counted. */
export type TypedFailure = Extract<TypedCode, { ok: false }>
export type CodeFailure =
  | { refusal: 'empty' }
  | TypedFailure
  | RecoveryRefusal
  | SmsCodeRefusal
  | ConfirmRefusal
  | ConfirmNumberRefusal
  | MailedCodeRefusal
type Refusal = CodeFailure['refusal']

const MESSAGES: Record<Refusal, MessageKey> = {
  empty: 'code.empty',
  'not-digits': 'code.not-digits',
  'wrong-length': 'code.wrong-length',
  'wrong-code': 'code.wrong',
  'code-already-used': 'code.used',
  'clock-set-back': 'code.clock-set-back',
  'clock-off': 'code.clock-off',
  'sign-in-used-up': 'start-again.body',
  'rate-limited': 'code.locked',
  'second-factor-off': 'code.off',
  'no-factor': 'code.no-factor',
  'wrong-recovery-code': 'recovery.wrong',
  'wrong-text-code': 'text.wrong',
  'text-code-over': 'text.over',
  'number-on-many': 'number.on-many',
  'wrong-mailed-code': 'mailed.wrong',
  'enrolment-over': 'code.wrong',
}

/** `account`: the entry's label in the person's app. `overrides`: where a page has a sentence of its own. */
export const codeErrorMessage = (
  t: Translate,
  failure: CodeFailure,
  { account, overrides = {} }: { account: string; overrides?: Partial<Record<Refusal, MessageKey>> },
): string =>
  t(overrides[failure.refusal] ?? MESSAGES[failure.refusal], {
    entry: entryName(account),
    n: 'length' in failure ? failure.length : 0,
    seconds: 'secondsToNext' in failure ? failure.secondsToNext : 0,
    minutes: 'minutes' in failure ? Math.abs(failure.minutes) : 0,
    direction: 'minutes' in failure ? (failure.minutes > 0 ? 'fast' : 'slow') : 'none',
    left: 'left' in failure ? failure.left : 0,
    time: 'until' in failure ? t.dates.time(failure.until) : '',
  })

/** 429 where no tries are left for now, 403 where codes are switched off, 422 otherwise. */
export const codeErrorStatus = ({ refusal }: CodeFailure): 403 | 422 | 429 =>
  refusal === 'rate-limited' || refusal === 'sign-in-used-up' ? 429 : refusal === 'second-factor-off' ? 403 : 422
