// Finishing a sign-in: it becomes a session, and the person is notified of a sign-in in a new browser.
import type { Decision } from '@sluis/server-kit/decision'
import { auditFor } from '#identity/audit/audit-for.ts'
import type { AuditEntry } from '#identity/audit/entry.ts'
import type { Person } from '#identity/people/people.store.ts'
import type { Factor } from '#identity/second-factors/factors.ts'
import type { TotpFactor } from '#identity/second-factors/totp.ts'
import { acrOf } from '#identity/sessions/assurance.ts'
import type { Session } from '#identity/sessions/sessions.store.ts'
import type { NamedApplication } from '#messaging/mail/mail-templates.ts'
import type { Notify } from '#messaging/mail/notify.ts'
import { notifyThrottled, type ThrottledNotifyStores } from '#messaging/mail/throttle.ts'
import { type CodeRefusal, type CodeStores, proveCode, type ProvedCode } from '#use-cases/prove-factor/prove-code.ts'
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
  if (!endsQuietly(session, factors))
    return identity.transaction((stores) => finishSignIn(stores, notify, session, person, at, now))
  const { isNew } = await identity.proofs.finish(session, at, entryOf(session, at), now)
  if (isNew) await notifyIfForgotten({ identity, notify }, session, person, { factors, ...at }, now)
}

/**
 * The same by a code, where it is the last proof: in one statement with it. `apps`: of the factors. `end`: where the
 * sign-in leads; null where more follows the code, or the end is not known yet.
 */
export async function proveCodeAndFinish(
  { identity, notify }: { identity: Transactional<keyof FinishStores | CodeStores>; notify: Pick<Notify, 'notice'> },
  { session, person, factors }: { session: Session; person: Person; factors: readonly Factor[] },
  { apps, digits, phoneTime }: { apps: readonly TotpFactor[]; digits: string; phoneTime: Date },
  end: (SignInContext & { proved: Session }) | null,
  now: Date,
): Promise<Decision<ProvedCode, CodeRefusal>> {
  const isOne = end !== null && session.signedInAt === null && endsQuietly(session, factors)
  const last = isOne ? { origin: end.origin, device: end.device, entry: entryOf(end.proved, end) } : null
  const proved = await proveCode({ identity, notify }, session, apps, digits, { now, phoneTime }, last)
  if (isOne && proved.ok && proved.value.isNew)
    await notifyIfForgotten({ identity, notify }, session, person, { factors, ...end }, now)
  return proved
}

/** Where the browser was forgotten at this very moment. */
async function notifyIfForgotten(
  { identity, notify }: Deps,
  session: Session,
  person: Person,
  { factors, ...at }: SignInContext & { factors: readonly Factor[] },
  now: Date,
): Promise<void> {
  if (!hasEnrolledIn(session, factors))
    await identity.transaction((stores) => notifyOfNewBrowser(stores, notify, session, person, at, now))
}

const endsQuietly = (session: Session, factors: readonly Factor[]): boolean =>
  hasEnrolledIn(session, factors) || session.history?.isSeen === true

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
