// What a refused code says: every refusal has its sentence, or this file does not compile.
import type { RecoveryRefusal } from '#use-cases/prove-factor/use-recovery-code.ts'
import type { Translate, MessageKey } from '#locales/messages.ts'

/** As typed: before anything is counted. */
export type TypedRefusal =
  { refusal: 'empty' } | { refusal: 'not-digits' } | { refusal: 'wrong-length'; length: number }
export type CodeFailure = RecoveryRefusal | TypedRefusal

const KEY: Record<CodeFailure['refusal'], MessageKey> = {
  empty: 'code.empty',
  'not-digits': 'code.not-digits',
  'wrong-length': 'code.wrong-length',
  'wrong-code': 'code.wrong',
  'code-already-used': 'code.used',
  'clock-off': 'code.clock-off',
  'sign-in-used-up': 'start-again.body',
  'rate-limited': 'code.locked',
  'second-factor-off': 'code.off',
  'no-factor': 'code.no-factor',
  'wrong-recovery-code': 'recovery.wrong',
}

/** `entry`: how the entry is called in the person's app. */
export function sentenceOf(t: Translate, failure: CodeFailure, entry: { issuer: string; account: string }): string {
  return t(KEY[failure.refusal], {
    ...entry,
    n: failure.refusal === 'wrong-length' ? failure.length : 0,
    seconds: failure.refusal === 'code-already-used' ? failure.secondsToNext : 0,
    minutes: failure.refusal === 'clock-off' ? Math.abs(failure.minutes) : 0,
    direction: failure.refusal === 'clock-off' ? (failure.minutes > 0 ? 'fast' : 'slow') : 'none',
    left: failure.refusal === 'wrong-recovery-code' ? failure.left : 0,
    time: failure.refusal === 'rate-limited' ? t.dates.time(failure.until) : '',
  })
}

/** 429 where there are no tries left for now, 403 where there are none at all, 422 otherwise. */
export const statusOf = (failure: CodeFailure): 403 | 422 | 429 =>
  failure.refusal === 'rate-limited' || failure.refusal === 'sign-in-used-up'
    ? 429
    : failure.refusal === 'second-factor-off'
      ? 403
      : 422
