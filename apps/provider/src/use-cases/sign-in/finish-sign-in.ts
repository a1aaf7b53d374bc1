// Finishing a sign-in: it becomes a session, and the person is notified of a sign-in in a new browser.
import { auditFor } from '#identity/audit/audit-for.ts'
import type { Person } from '#identity/people/people.store.ts'
import { acrOf } from '#identity/sessions/assurance.ts'
import type { Session } from '#identity/sessions/sessions.store.ts'
import type { NamedApplication } from '#messaging/mail/mail-templates.ts'
import type { Notify } from '#messaging/mail/notify.ts'
import { notifyThrottled, type ThrottledNotifyStores } from '#messaging/mail/throttle.ts'
import type { StoresOf } from '#use-cases/stores.ts'

export type FinishStores = StoresOf<'devices' | 'factors' | 'sessions' | keyof ThrottledNotifyStores>

/** `application`: where it leads; absent for a page of ours. `device`: the browser's lasting token. */
export type SignInContext = { application?: { id: string } & NamedApplication; origin: string; device: string }

/** Within the caller's transaction. Nothing happens to a session that was finished before. */
export async function finishSignIn(
  stores: FinishStores,
  notify: Pick<Notify, 'notice'>,
  session: Session,
  person: Person,
  at: SignInContext,
  now: Date,
): Promise<void> {
  if (!(await stores.sessions.finish(session.id, now, at.origin))) return
  await stores.audit.append(
    auditFor(session, 'signed-in', {
      applicationId: at.application?.id,
      origin: at.origin,
      detail: { acr: acrOf(session) },
    }),
    now,
  )
  // Remembered, it was proved here before, and is known already.
  const isProved = session.factorAt !== null && !session.isRemembered
  if (!(await stores.devices.isNew(person.id, at.device, session.browser, isProved, now))) return
  // Whoever has just set up a second factor here was told of that.
  const hasEnrolledHere = (await stores.factors.listByPerson(person.id)).some(
    ({ enrolledAt }) => enrolledAt >= session.beganAt,
  )
  if (hasEnrolledHere) return
  const { origin, application } = at
  await notifyThrottled(stores, notify, person, 'new-device', { browser: session.browser, origin, application }, now)
}
