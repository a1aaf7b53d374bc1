// The answer to a check-up: done, or to be asked again later.
import { DAY_MS } from '@sluis/server-kit/time'
import { type AuditedSession, auditFor } from '#identity/audit/audit-for.ts'
import { CHECK_UP_AGAIN_DAYS } from '#identity/recovery/check-up.ts'
import type { Transactional } from '#use-cases/stores.ts'

type Used = 'audit' | 'checkUps'

export type CheckUpAnswer = 'done' | 'later'

export async function answerCheckUp(
  identity: Transactional<Used>,
  session: AuditedSession,
  answer: CheckUpAnswer,
  now: Date,
): Promise<void> {
  await identity.transaction(async (stores) => {
    if (answer === 'later')
      return stores.checkUps.snooze(session.personId, new Date(now.getTime() + CHECK_UP_AGAIN_DAYS * DAY_MS))
    await stores.checkUps.answer(session.personId, now)
    await stores.audit.append(auditFor(session, 'check-up-answered'), now)
  })
}
