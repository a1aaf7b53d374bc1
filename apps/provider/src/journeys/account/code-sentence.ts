// What a refused code says where it was tried out.
import { dateFormatter } from '@sluis/server-kit'
import type { CodeRefusal } from '#identity/second-factors/prove-code.service.ts'
import type { TypedCode } from '@sluis/otp'
import type { Translate, MessageKey } from '#texts/messages.ts'

export type ToldOfCode = CodeRefusal | Extract<TypedCode, { ok: false }>

const KEY: Record<ToldOfCode['refusal'], MessageKey> = {
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
export function codeSentence(t: Translate, told: ToldOfCode, account: string): string {
  return t(KEY[told.refusal], {
    issuer: 'Sluis',
    account,
    n: told.refusal === 'wrong-length' ? told.length : 0,
    seconds: told.refusal === 'code-already-used' ? told.secondsToNext : 0,
    minutes: told.refusal === 'clock-off' ? Math.abs(told.minutes) : 0,
    direction: told.refusal === 'clock-off' ? (told.minutes > 0 ? 'fast' : 'slow') : 'none',
    time: told.refusal === 'rate-limited' ? dateFormatter(t.language, 'Europe/Amsterdam').time(told.until) : '',
  })
}
