// Proving a second factor with a code: counted first, judged, consumed by one guarded statement, and only then trusted.
import { accept, type Decision, refuse, type Refused } from '@sluis/server-kit/decision'
import { CODES_PER_SIGN_IN, SECOND_FACTOR } from '#identity/attempts/rate-limits.ts'
import { auditFor } from '#identity/audit/audit-for.ts'
import { isUsable } from '#identity/second-factors/factors.ts'
import { isGuess, type TotpRefusal, verifyCode, secondsToNext } from '#identity/second-factors/totp.ts'
import type { Proof, Session } from '#identity/sessions/sessions.store.ts'
import type { Notify } from '#messaging/mail/notify.ts'
import type { StoresOf, Transactional } from '#use-cases/stores.ts'
import { recordRefusedTry, secondFactorBucket, type RefusalStores } from './refuse-proof.ts'

type Used = 'totp' | keyof RefusalStores

export type CodeRefusal =
  | TotpRefusal
  | { refusal: 'sign-in-used-up' }
  | { refusal: 'rate-limited'; until: Date }
  | { refusal: 'second-factor-off' }
  | { refusal: 'no-factor' }

/** What counts a try and records a proof. */
export type ProofStores = StoresOf<'attempts' | 'audit' | 'sessions'>
type Times = { now: Date; phoneTime: Date }
type Deps = { identity: Transactional<Used>; notify: Pick<Notify, 'notice'> }

/** Counts a try against the sign-in and against the person; null where it may be looked at. */
export async function consumeTry(identity: ProofStores, session: Session, now: Date): Promise<CodeRefusal | null> {
  if (!(await identity.sessions.consumeCodeTry(session.id, CODES_PER_SIGN_IN, now)))
    return { refusal: 'sign-in-used-up' }
  const bucket = secondFactorBucket(session.personId)
  const counted = await identity.attempts.consume(bucket, SECOND_FACTOR, now)
  if (counted.ok) return null
  // Not looked at: the sign-in keeps its try for when the lock is over.
  await identity.sessions.refundCodeTry(session.id)
  if (counted.refusal === 'used-up') return { refusal: 'second-factor-off' }
  return { refusal: 'rate-limited', until: (await identity.attempts.limitedUntil(bucket, now)) ?? now }
}

/** `digits`: 6 ASCII digits. Returns the session's new token. */
export async function proveCode(
  { identity, notify }: Deps,
  session: Session,
  digits: string,
  { now, phoneTime }: Times,
): Promise<Decision<string, CodeRefusal>> {
  const limited = await consumeTry(identity, session, now)
  if (limited) return refuse(limited)

  const factors = (await identity.totp.listByPerson(session.personId)).filter(isUsable)
  if (factors.length === 0) {
    await identity.transaction((stores) => refundTry(stores, session))
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
  const proved = await identity.transaction(async (stores) =>
    (await stores.totp.consumeStep(factor.id, step, now, offset))
      ? recordProof(stores, session, { factor: 'totp', id: factor.id }, now)
      : null,
  )
  return proved ?? refused({ refusal: 'code-already-used', secondsToNext: secondsToNext(step, phoneTime) })

  async function refused(refusal: TotpRefusal): Promise<Refused<TotpRefusal>> {
    await identity.transaction(async (stores) => {
      // A right code that was shown before is no guess: a double click or a second device locks nobody out.
      const wasGuess = isGuess(refusal)
      if (!wasGuess) await refundTry(stores, session)
      await recordRefusedTry(
        stores,
        notify,
        session,
        'second-factor-refused',
        { factor: 'totp', refusal: refusal.refusal },
        now,
        wasGuess,
      )
    })
    return refuse(refusal)
  }
}

/** Takes back a counted try that turned out to be no guess. */
export async function refundTry(stores: ProofStores, session: Session): Promise<void> {
  await stores.sessions.refundCodeTry(session.id)
  await stores.attempts.refund(secondFactorBucket(session.personId), SECOND_FACTOR)
}

/**
 * What every proof of a second factor leaves behind. Within the transaction that consumed it. Returns the session's new
 * token; refused where the session is over, as a try of it would be.
 */
export async function recordProof(
  stores: ProofStores,
  session: Session,
  proof: Exclude<Proof, { password: true }>,
  now: Date,
): Promise<Decision<string, { refusal: 'sign-in-used-up' }>> {
  const token = await stores.sessions.prove(session.id, proof, now)
  if (token === null) return refuse({ refusal: 'sign-in-used-up' })
  await stores.attempts.reset(secondFactorBucket(session.personId))
  await stores.audit.append(auditFor(session, 'second-factor-proved', { detail: { factor: proof.factor } }), now)
  return accept(token)
}
