// Proving a second factor with a code: counted first, judged, consumed by one guarded statement, and only then trusted.
import { accept, type Decision, refuse, type Refused } from '@sluis/server-kit/decision'
import { CODES_PER_SIGN_IN, type GuessKind } from '#identity/attempts/rate-limits.ts'
import { auditFor } from '#identity/audit/audit-for.ts'
import { type Factor, isUsable } from '#identity/second-factors/factors.ts'
import { isGuess, type TotpFactor, type TotpRefusal, verifyCode, secondsToNext } from '#identity/second-factors/totp.ts'
import { codeTrySql } from '#identity/sessions/session-parts.store.ts'
import type { Proof, Session } from '#identity/sessions/sessions.store.ts'
import type { SignInEnd } from '#identity/sign-ins/proofs.store.ts'
import type { Notify } from '#messaging/mail/notify.ts'
import type { StoresOf, Transactional } from '#use-cases/stores.ts'
import { consumeGuessAfter, type CountedGuess, resetGuesses } from './count-guess.ts'
import { recordRefusedTry, type RefusalStores } from './refuse-proof.ts'

export type CodeStores = 'proofs' | 'totp' | keyof RefusalStores

export type CodeRefusal =
  | TotpRefusal
  | { refusal: 'sign-in-used-up' }
  | { refusal: 'rate-limited'; until: Date }
  | { refusal: 'second-factor-off' }
  | { refusal: 'no-factor' }

/** What counts a try and records a proof. */
export type ProofStores = StoresOf<'attempts' | 'audit' | 'devices' | 'factors' | 'sessions'>
export type ProvedCode = { token: string; factorId: string; isFinished: boolean; isNew: boolean }
type Times = { now: Date; phoneTime: Date }
type Deps = { identity: Transactional<CodeStores>; notify: Pick<Notify, 'notice'> }

/** What no guess finds: counted against the sign-in alone. */
export const NOT_GUESSABLE: CountedGuess = { budgets: [], isKnownBrowser: false, failures: 0, isLast: false }

/**
 * Counts a try against the sign-in, and against the budgets of where it comes from. `kind`: null for a passkey, whose
 * signature nobody guesses.
 */
export async function consumeTry(
  identity: ProofStores,
  session: Session,
  kind: Extract<GuessKind, 'code' | 'recovery-code'> | null,
  now: Date,
): Promise<Decision<CountedGuess, CodeRefusal>> {
  if (kind === null)
    return (await identity.sessions.consumeCodeTry(session.id, CODES_PER_SIGN_IN, now))
      ? accept(NOT_GUESSABLE)
      : refuse({ refusal: 'sign-in-used-up' })
  const ofSignIn = codeTrySql(session.id, CODES_PER_SIGN_IN, now)
  const counted = await consumeGuessAfter(identity, kind, session, ofSignIn, now)
  if (counted === null) return refuse({ refusal: 'sign-in-used-up' })
  if (counted.ok) return counted
  // Not looked at: the sign-in keeps its try for when the lock is over.
  await identity.sessions.refundCodeTry(session.id)
  return counted.refusal === 'used-up' ? { ok: false, refusal: 'second-factor-off' } : counted
}

/**
 * `apps`: of the session's person. `digits`: 6 ASCII digits. `end`: where the code is the last proof, what finishes the
 * sign-in. Returns the session's new token, and the app; `isFinished`: by this code; `isNew`: in a browser that was not
 * known.
 */
export async function proveCode(
  { identity, notify }: Deps,
  session: Session,
  apps: readonly TotpFactor[],
  digits: string,
  { now, phoneTime }: Times,
  end: SignInEnd | null = null,
): Promise<Decision<ProvedCode, CodeRefusal>> {
  const tried = await consumeTry(identity, session, 'code', now)
  if (!tried.ok) return tried
  const counted = tried.value

  const factors = apps.filter(isUsable)
  if (factors.length === 0) {
    await identity.transaction((stores) => refundTry(stores, session, counted))
    return { ok: false, refusal: 'no-factor' }
  }
  const judged = factors.map((factor) => ({ factor, decision: verifyCode(factor, digits, phoneTime) }))
  const fitting = judged.find((each) => each.decision.ok)
  if (!fitting?.decision.ok) {
    // The most telling refusal of the person's factors: a replay or a wrong clock says more than "wrong".
    const mostTelling =
      judged.map((each) => each.decision).find((decision) => !decision.ok && decision.refusal !== 'wrong-code') ??
      judged[0]!.decision
    const refusal: TotpRefusal = mostTelling.ok ? { refusal: 'wrong-code' } : mostTelling
    return refused(refusal)
  }

  const { factor } = fitting
  const { step, offset } = fitting.decision.value
  const proved = await identity.proofs.proveCode(
    session,
    { factorId: factor.id, step, offset, counters: counted.budgets, end },
    now,
  )
  if (!proved.isConsumed)
    return refused({ refusal: 'code-already-used', secondsToNext: secondsToNext(step, phoneTime) })
  if (proved.token !== null)
    return accept({ token: proved.token, factorId: factor.id, isFinished: end !== null, isNew: proved.isNew })
  if (end === null) return refuse({ refusal: 'sign-in-used-up' })
  // Another proof of this sign-in finished it at this moment: this one counts in the session that it has become.
  const late = await identity.transaction((stores) =>
    recordProof(stores, session, { factor: 'totp', id: factor.id }, counted, now),
  )
  return late.ok ? accept({ token: late.value, factorId: factor.id, isFinished: false, isNew: false }) : late

  async function refused(refusal: TotpRefusal): Promise<Refused<TotpRefusal>> {
    await identity.transaction(async (stores) => {
      for (const each of judged) await saveDiagnosis(stores, each.factor.id, each.decision, now)
      // A right code that was shown before is no guess: a double click or a second device locks nobody out.
      const wasGuess = isGuess(refusal)
      if (!wasGuess) await refundTry(stores, session, counted)
      const detail = { factor: 'totp', refusal: refusal.refusal }
      await recordRefusedTry(
        stores,
        notify,
        session,
        { action: 'second-factor-refused', detail, counted, isGuess: wasGuess },
        now,
      )
    })
    return refuse(refusal)
  }
}

/** The step that a code was found at to tell that the clock is off is spent, and not taken when its time comes. */
export async function saveDiagnosis(
  { totp }: StoresOf<'totp'>,
  factorId: string,
  judged: ReturnType<typeof verifyCode>,
  now: Date,
): Promise<void> {
  if (!judged.ok && judged.refusal === 'clock-off') await totp.saveDiagnosedStep(factorId, judged.step, now)
}

/** Takes back a counted try that turned out to be no guess. */
export async function refundTry(stores: ProofStores, session: Session, { budgets }: CountedGuess): Promise<void> {
  await stores.sessions.refundCodeTry(session.id)
  await stores.attempts.refundAll(budgets, session.personId)
}

const RESET_EVENT = {
  totp: 'code-proved',
  sms: 'code-proved',
  passkey: 'passkey-proved',
  recovery: 'recovery-code-proved',
} as const

/**
 * What every proof of a second factor leaves behind. Within the transaction that consumed it. Returns the session's new
 * token; refused where the session is over, as a try of it would be.
 */
export async function recordProof(
  stores: ProofStores,
  session: Session,
  proof: Exclude<Proof, { password: true }>,
  { budgets }: CountedGuess,
  now: Date,
): Promise<Decision<string, { refusal: 'sign-in-used-up' }>> {
  const token = await stores.sessions.prove(session.id, proof, now)
  if (token === null) return refuse({ refusal: 'sign-in-used-up' })
  await markBrowser(stores, session, now)
  await resetGuesses(stores, RESET_EVENT[proof.factor], session.personId, now, budgets)
  await stores.audit.append(auditFor(session, 'second-factor-proved', { detail: { factor: proof.factor } }), now)
  return accept(token)
}

/** In a session that was finished before; any other notes its browser when it is finished. */
export async function markBrowser(
  { devices }: StoresOf<'devices'>,
  { personId, signedInAt, device }: Session,
  now: Date,
): Promise<void> {
  if (signedInAt !== null && device) await devices.markProved(personId, device, now)
}

/**
 * `factors`: as they are while the caller's transaction holds the person. False where one works by now that this
 * session has not proved: another session was first, and whoever is in this one is asked for that factor (rule 4).
 */
export const mayAddFactor = (
  { factorAt, isRemembered }: Pick<Session, 'factorAt' | 'isRemembered'>,
  factors: readonly Factor[],
): boolean => (factorAt !== null && !isRemembered) || !factors.some(isUsable)
