// What a refused code says: every refusal has its sentence, or this file does not compile.
import { dateFormatter } from '@sluis/server-kit'
import type { RecoveryRefusal } from '#identity/recovery/use-recovery-code.service.ts'
import type { Translate, MessageKey } from '#texts/messages.ts'

/** As typed: before anything is counted. */
export type TypedRefusal =
  { refusal: 'empty' } | { refusal: 'not-digits' } | { refusal: 'wrong-length'; length: number }
export type ToldRefusal = RecoveryRefusal | TypedRefusal

const KEY: Record<ToldRefusal['refusal'], MessageKey> = {
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
export function sentenceOf(t: Translate, told: ToldRefusal, entry: { issuer: string; account: string }): string {
  return t(KEY[told.refusal], {
    ...entry,
    n: told.refusal === 'wrong-length' ? told.length : 0,
    seconds: told.refusal === 'code-already-used' ? told.secondsToNext : 0,
    minutes: told.refusal === 'clock-off' ? Math.abs(told.minutes) : 0,
    direction: told.refusal === 'clock-off' ? (told.minutes > 0 ? 'fast' : 'slow') : 'none',
    left: told.refusal === 'wrong-recovery-code' ? told.left : 0,
    time: told.refusal === 'rate-limited' ? dateFormatter(t.language, 'Europe/Amsterdam').time(told.until) : '',
  })
}

/** 429 where there are no tries left for now, 403 where there are none at all, 422 otherwise. */
export const statusOf = (told: ToldRefusal): 403 | 422 | 429 =>
  told.refusal === 'rate-limited' || told.refusal === 'sign-in-used-up'
    ? 429
    : told.refusal === 'second-factor-off'
      ? 403
      : 422
