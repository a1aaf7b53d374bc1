// Trying out an authenticator app: says whether its code is right, and changes nothing else. Counted like every code,
// so that it is no place to guess.
import { type Decision, accept } from '@sluis/ground'
import type { Session } from '#identity/sessions/sessions.store.ts'
import type { Identity } from '#identity/stores.ts'
import { type CodeRefusal, giveBackTry, takeTry } from './prove-code.service.ts'
import { judgeCode, secondsToNext, type TotpFactor } from './totp.ts'

/** `digits`: 6 ASCII digits. A right code is spent, so that whoever looked over a shoulder cannot use it after. */
export async function testCode(
  identity: Identity,
  session: Session,
  factor: TotpFactor,
  digits: string,
  { now, phoneTime }: { now: Date; phoneTime: Date },
): Promise<Decision<null, never> | ({ ok: false } & CodeRefusal)> {
  const spentUp = await takeTry(identity, session, now)
  if (spentUp) return { ok: false, ...spentUp }
  const judged = judgeCode(factor, digits, phoneTime)
  return identity.together(async (stores) => {
    const isSpent = judged.ok && (await stores.totp.spendStep(factor.id, judged.value.step, now, judged.value.offset))
    const answer: { ok: true } | ({ ok: false } & CodeRefusal) = isSpent
      ? { ok: true }
      : judged.ok
        ? { ok: false, refusal: 'code-already-used', secondsToNext: secondsToNext(judged.value.step, phoneTime) }
        : judged
    if (answer.ok || answer.refusal === 'code-already-used') await giveBackTry(stores, session)
    await stores.audit.append(
      {
        action: 'factor-tested',
        result: answer.ok ? 'done' : 'refused',
        actor: session.personId,
        personId: session.personId,
        sessionId: session.id,
        detail: { factor: 'totp', ...(answer.ok ? {} : { refusal: answer.refusal }) },
      },
      now,
    )
    return answer.ok ? accept(null) : answer
  })
}
