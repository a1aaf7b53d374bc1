// The end of the way in: the sign-in becomes a session, and its owner is told where the browser is a new one.
import type { Notify } from '#messaging/mail/notify.ts'
import { notifyThrottled } from '#messaging/mail/throttle.ts'
import type { Person } from '#identity/people/people.store.ts'
import type { Stores } from '#use-cases/stores.ts'
import type { Session } from '#identity/sessions/sessions.store.ts'
import { acrOf } from '#identity/sessions/assurance.ts'

/** `device`: the browser's lasting token. */
export type SignInContext = { applicationId?: string; origin: string; device: string }

/** Within the caller's transaction. Nothing happens to a session that was finished before. */
export async function finishSignIn(
  stores: Stores,
  notify: Pick<Notify, 'notice'>,
  session: Session,
  person: Person,
  at: SignInContext,
  now: Date,
): Promise<void> {
  if (!(await stores.sessions.finish(session.id, now, at.origin))) return
  await stores.audit.append(
    {
      action: 'signed-in',
      result: 'done',
      actor: session.personId,
      personId: session.personId,
      sessionId: session.id,
      applicationId: at.applicationId,
      origin: at.origin,
      detail: { acr: acrOf(session) },
    },
    now,
  )
  if (!(await stores.devices.isNew(person.id, at.device, session.browser, now))) return
  // Whoever has just set up a second factor here was told of that.
  const hasEnrolledHere = (await stores.factors.listByPerson(person.id)).some(
    ({ enrolledAt }) => enrolledAt >= session.beganAt,
  )
  if (!hasEnrolledHere)
    await notifyThrottled(stores, notify, person, 'new-device', { browser: session.browser, origin: at.origin }, now)
}
