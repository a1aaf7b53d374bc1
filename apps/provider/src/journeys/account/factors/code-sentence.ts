// What a refused code says where it was tried out.
import type { CodeRefusal } from '#use-cases/prove-factor/prove-code.ts'
import type { TypedCode } from '@sluis/otp'
import type { Translate, MessageKey } from '#locales/messages.ts'

export type TestCodeFailure = CodeRefusal | Extract<TypedCode, { ok: false }>

const KEY: Record<TestCodeFailure['refusal'], MessageKey> = {
  empty: 'code.empty',
  'not-digits': 'code.not-digits',
  'wrong-length': 'code.wrong-length',
  'wrong-code': 'code.wrong',
  'code-already-used': 'code.used',
  'clock-off': 'code.clock-off',
  'sign-in-used-up': 'app.test-used-up',
  'rate-limited': 'code.locked',
  'second-factor-off': 'code.off',
  'no-factor': 'code.no-factor',
}

/** `account`: how the entry is called in the person's app. */
export function codeSentence(t: Translate, failure: TestCodeFailure, account: string): string {
  return t(KEY[failure.refusal], {
    issuer: 'Sluis',
    account,
    n: failure.refusal === 'wrong-length' ? failure.length : 0,
    seconds: failure.refusal === 'code-already-used' ? failure.secondsToNext : 0,
    minutes: failure.refusal === 'clock-off' ? Math.abs(failure.minutes) : 0,
    direction: failure.refusal === 'clock-off' ? (failure.minutes > 0 ? 'fast' : 'slow') : 'none',
    time: failure.refusal === 'rate-limited' ? t.dates.time(failure.until) : '',
  })
}
