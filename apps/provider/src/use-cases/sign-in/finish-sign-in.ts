// Finishing a sign-in: it becomes a session, and the person is notified of a sign-in in a new browser.
import { auditFor } from '#identity/audit/audit-for.ts'
import type { AuditEntry } from '#identity/audit/entry.ts'
import type { Person } from '#identity/people/people.store.ts'
import { acrOf } from '#identity/sessions/assurance.ts'
import type { Session } from '#identity/sessions/sessions.store.ts'
import type { NamedApplication } from '#messaging/mail/mail-templates.ts'
import type { Notify } from '#messaging/mail/notify.ts'
import { notifyThrottled, type ThrottledNotifyStores } from '#messaging/mail/throttle.ts'
import type { StoresOf, Transactional } from '#use-cases/stores.ts'

export type FinishStores = StoresOf<'factors' | 'proofs' | keyof ThrottledNotifyStores>

/** `application`: where it leads; absent for a page of ours. `device`: the browser's lasting token. */
export type SignInContext = { application?: { id: string } & NamedApplication; origin: string; device: string }
type Deps = { identity: Transactional<keyof FinishStores>; notify: Pick<Notify, 'notice'> }

/** Within the caller's transaction. Nothing happens to a session that was finished before. */
export async function finishSignIn(
  stores: FinishStores,
  notify: Pick<Notify, 'notice'>,
  session: Session,
  person: Person,
  at: SignInContext,
  now: Date,
): Promise<void> {
  const { isFinished, isNew } = await stores.proofs.finish(session, at, null, now)
  if (!isFinished) return
  await stores.audit.append(entryOf(session, at), now)
  if (isNew) await notifyOfNewBrowser(stores, notify, session, person, at, now)
}

/**
 * The same by itself: one statement in a browser that the person has used before, where nobody is to be notified of
 * anything.
 */
export async function finishAlone(
  { identity, notify }: Deps,
  session: Session,
  person: Person,
  at: SignInContext,
  now: Date,
): Promise<void> {
  if (session.signedInAt !== null) return
  if (session.standing?.isSeen !== true)
    return identity.transaction((stores) => finishSignIn(stores, notify, session, person, at, now))
  const { isNew } = await identity.proofs.finish(session, at, entryOf(session, at), now)
  // Forgotten at this very moment.
  if (isNew) await identity.transaction((stores) => notifyOfNewBrowser(stores, notify, session, person, at, now))
}

const entryOf = (session: Session, { application, origin }: SignInContext): AuditEntry =>
  auditFor(session, 'signed-in', { applicationId: application?.id, origin, detail: { acr: acrOf(session) } })

async function notifyOfNewBrowser(
  stores: FinishStores,
  notify: Pick<Notify, 'notice'>,
  { beganAt, browser }: Session,
  person: Person,
  { origin, application }: SignInContext,
  now: Date,
): Promise<void> {
  // Whoever has just set up a second factor here was told of that.
  const hasEnrolledHere = (await stores.factors.listByPerson(person.id)).some(({ enrolledAt }) => enrolledAt >= beganAt)
  if (!hasEnrolledHere)
    await notifyThrottled(stores, notify, person, 'new-device', { browser, origin, application }, now)
}
