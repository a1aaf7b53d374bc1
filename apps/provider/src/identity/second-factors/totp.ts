// A TOTP factor, and the rule that decides when a code proves possession of it.
import { accept, type Decision } from '@sluis/server-kit/decision'
import { stepAt, findMatchingStep } from '@sluis/otp'
import type { Factor } from './factors.ts'

export type TotpFactor = Factor & {
  kind: 'totp'
  secret: Uint8Array
  /** How the entry is called in the app. */
  label: string
  lastUsedStep: number
  driftSteps: number
}

/**
 * `clock-off`: the code fits another time, that of `step`; `minutes` is how far the phone's clock is ahead (negative:
 * behind). Said, never accepted: the caller spends the step, or the answer would tell a guesser what to try then.
 * `clock-set-back`: the code fits, and was never used, but one of a later time was; `minutes` is how long until there
 * are codes of a time after that.
 */
export type TotpRefusal =
  | { refusal: 'wrong-code' }
  | { refusal: 'code-already-used'; secondsToNext: number }
  | { refusal: 'clock-set-back'; minutes: number }
  | { refusal: 'clock-off'; minutes: number; step: number }

// One step either way (RFC 6238 §5.2). Two would give a guesser 5 live codes instead of 3.
const WINDOW_STEPS = 1
// How far a wrong code is searched for, to tell somebody that their phone's clock is off: 10 minutes either way.
const DIAGNOSIS_STEPS = 20
const STEP_SECONDS = 30

/**
 * Returns the step that the code belongs to, and how many steps the phone is ahead of us (negative: behind); the caller
 * must spend it before it trusts the code. `digits`: 6 ASCII digits; `phoneTime`: what phones show now.
 */
export function verifyCode(
  factor: Pick<TotpFactor, 'secret' | 'lastUsedStep'>,
  digits: string,
  phoneTime: Date,
): Decision<{ step: number; offset: number }, TotpRefusal> {
  const now = stepAt(phoneTime)
  const step = findMatchingStep(factor.secret, digits, now, WINDOW_STEPS)
  if (step !== null) {
    if (step > factor.lastUsedStep) return accept({ step, offset: step - now })
    const seconds = secondsToNext(factor.lastUsedStep, phoneTime)
    // Nobody could have used a code of that time already: our clock was put back, or the phone's.
    if (factor.lastUsedStep > now + WINDOW_STEPS)
      return { ok: false, refusal: 'clock-set-back', minutes: Math.ceil(seconds / 60) }
    return { ok: false, refusal: 'code-already-used', secondsToNext: seconds }
  }
  const elsewhere = findMatchingStep(factor.secret, digits, now, DIAGNOSIS_STEPS)
  // A code from before the last one used may be a copied one: no help for whoever tries it.
  if (elsewhere === null || elsewhere <= factor.lastUsedStep) return { ok: false, refusal: 'wrong-code' }
  return {
    ok: false,
    refusal: 'clock-off',
    minutes: wholeMinutes(((elsewhere - now) * STEP_SECONDS) / 60),
    step: elsewhere,
  }
}

/** A right code at a wrong time is no guess: it locks nobody out. */
export const isGuess = ({ refusal }: { refusal: string }): boolean =>
  refusal !== 'code-already-used' && refusal !== 'clock-set-back'

// At least one minute, since "0 minutes off" explains nothing.
const wholeMinutes = (minutes: number): number => Math.sign(minutes) * Math.max(1, Math.round(Math.abs(minutes)))

/**
 * So many steps off to one side, in right codes in a row, and the phone's owner is told (RFC 6238 §6); the window is
 * not moved for it.
 */
export const LARGE_DRIFT_STEPS = 3
export const clockOf = ({ driftSteps }: Pick<TotpFactor, 'driftSteps'>): 'fast' | 'slow' | 'right' =>
  Math.abs(driftSteps) < LARGE_DRIFT_STEPS ? 'right' : driftSteps > 0 ? 'fast' : 'slow'

/** Seconds until the phone shows a code that was not used yet. */
export function secondsToNext(usedStep: number, phoneTime: Date): number {
  return Math.max(1, Math.ceil((usedStep + 1) * STEP_SECONDS - phoneTime.getTime() / 1000))
}

/** RFC 4226 R6: 160 bits. */
export const SECRET_BYTES = 20

/**
 * How an entry is called in the authenticator app: the address, and the day, so that an old entry and a new one can be
 * told apart; a number too where that day has one already (edge case 6). `taken`: the entries that were ever shown.
 */
export function entryLabel(email: string, day: string, taken: readonly string[] = []): string {
  for (let number = 1; ; number++) {
    const label = `${email} (${day}${number === 1 ? '' : `, ${number}`})`
    if (!taken.includes(label)) return label
  }
}
