// Finishing a sign-in: it becomes a session, and the person is notified of a sign-in in a new browser.
import { auditFor } from '#identity/audit/audit-for.ts'
import type { AuditEntry } from '#identity/audit/entry.ts'
import type { Person } from '#identity/people/people.store.ts'
import type { Factor } from '#identity/second-factors/factors.ts'
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
 * The same by itself: one statement where nobody is to be notified of anything, since the person has used this browser
 * before, or has just set up a second factor in it. `factors`: all that the person has.
 */
export async function finishByItself(
  { identity, notify }: Deps,
  session: Session,
  person: Person,
  { factors, ...at }: SignInContext & { factors: readonly Factor[] },
  now: Date,
): Promise<void> {
  if (session.signedInAt !== null) return
  const wasTold = hasEnrolledIn(session, factors)
  if (!wasTold && session.history?.isSeen !== true)
    return identity.transaction((stores) => finishSignIn(stores, notify, session, person, at, now))
  const { isNew } = await identity.proofs.finish(session, at, entryOf(session, at), now)
  // Where it was forgotten at this very moment.
  if (isNew && !wasTold)
    await identity.transaction((stores) => notifyOfNewBrowser(stores, notify, session, person, at, now))
}

/** Whoever has just set up a second factor here was told of that. */
const hasEnrolledIn = ({ beganAt }: Session, factors: readonly Factor[]): boolean =>
  factors.some(({ enrolledAt }) => enrolledAt >= beganAt)

const entryOf = (session: Session, { application, origin }: SignInContext): AuditEntry =>
  auditFor(session, 'signed-in', { applicationId: application?.id, origin, detail: { acr: acrOf(session) } })

async function notifyOfNewBrowser(
  stores: FinishStores,
  notify: Pick<Notify, 'notice'>,
  session: Session,
  person: Person,
  { origin, application }: SignInContext,
  now: Date,
): Promise<void> {
  if (!hasEnrolledIn(session, await stores.factors.listByPerson(person.id)))
    await notifyThrottled(stores, notify, person, 'new-device', { browser: session.browser, origin, application }, now)
}
