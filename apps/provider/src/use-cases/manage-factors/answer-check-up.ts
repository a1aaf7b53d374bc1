// The answer to a check-up: done, or to be asked again later.
import { DAY_MS } from '@sluis/server-kit/time'
import { CHECK_UP_AGAIN_DAYS } from '#identity/recovery/check-up.ts'
import type { Session } from '#identity/sessions/sessions.store.ts'
import type { Identity } from '#use-cases/stores.ts'

export type CheckUpAnswer = 'done' | 'later'

export async function answerCheckUp(
  identity: Pick<Identity, 'transaction'>,
  { id: sessionId, personId }: Pick<Session, 'id' | 'personId'>,
  answer: CheckUpAnswer,
  now: Date,
): Promise<void> {
  await identity.transaction(async (stores) => {
    if (answer === 'later')
      return stores.checkUps.snooze(personId, new Date(now.getTime() + CHECK_UP_AGAIN_DAYS * DAY_MS))
    await stores.checkUps.answer(personId, now)
    await stores.audit.append(
      { action: 'check-up-answered', result: 'done', actor: personId, personId, sessionId },
      now,
    )
  })
}
