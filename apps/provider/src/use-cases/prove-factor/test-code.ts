// Trying out an authenticator app: says whether its code is right, and changes nothing else. Counted like every code,
// so that it is no place to guess.
import { accept, type Decision, type Refused } from '@sluis/server-kit/decision'
import type { Session } from '#identity/sessions/sessions.store.ts'
import { type CodeRefusal, refundTry, consumeTry, type ProofStores, saveDiagnosis } from './prove-code.ts'
import { isGuess, verifyCode, secondsToNext, type TotpFactor } from '#identity/second-factors/totp.ts'
import { auditFor } from '#identity/audit/audit-for.ts'
import type { Transactional } from '#use-cases/stores.ts'

type Used = 'audit' | 'totp' | keyof ProofStores

/** `digits`: 6 ASCII digits. A right code is consumed, so that whoever looked over a shoulder cannot use it after. */
export async function testCode(
  identity: Transactional<Used>,
  session: Session,
  factor: TotpFactor,
  digits: string,
  { now, phoneTime }: { now: Date; phoneTime: Date },
): Promise<Decision<null, CodeRefusal>> {
  const tried = await consumeTry(identity, session, 'code', now)
  if (!tried.ok) return tried
  const judged = verifyCode(factor, digits, phoneTime)
  return identity.transaction(async (stores) => {
    await saveDiagnosis(stores, factor.id, judged, now)
    const isConsumed =
      judged.ok && (await stores.totp.consumeStep(factor.id, judged.value.step, now, judged.value.offset))
    const answer: { ok: true } | Refused<CodeRefusal> = isConsumed
      ? { ok: true }
      : judged.ok
        ? { ok: false, refusal: 'code-already-used', secondsToNext: secondsToNext(judged.value.step, phoneTime) }
        : judged
    if (answer.ok || !isGuess(answer)) await refundTry(stores, session, tried.value)
    await stores.audit.append(
      auditFor(session, 'factor-tested', {
        result: answer.ok ? 'done' : 'refused',
        detail: { factor: 'totp', ...(answer.ok ? {} : { refusal: answer.refusal }) },
      }),
      now,
    )
    return answer.ok ? accept(null) : answer
  })
}
