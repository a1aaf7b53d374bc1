// A refused proof of a second factor is recorded, and after several the account's owner is notified (OWASP: tell people
// when the password was right and the factor was not).
import { CODES_PER_SIGN_IN } from '#identity/attempts/rate-limits.ts'
import { auditFor } from '#identity/audit/audit-for.ts'
import type { AuditEntry } from '#identity/audit/entry.ts'
import type { Session } from '#identity/sessions/sessions.store.ts'
import type { Notify } from '#messaging/mail/notify.ts'
import { notifyThrottled, tryAcquire, type ThrottledNotifyStores } from '#messaging/mail/throttle.ts'
import type { StoresOf } from '#use-cases/stores.ts'
import { type CountedGuess, limitedUntil } from './count-guess.ts'

export type RefusalStores = StoresOf<'devices' | 'factors' | 'people' | 'sessions' | keyof ThrottledNotifyStores>

/** `isGuess`: false for one that was given back. */
type RefusedTry = {
  action: 'second-factor-refused' | 'recovery-code-refused'
  detail: AuditEntry['detail']
  counted: CountedGuess
  isGuess: boolean
}

/** Within the caller's transaction, after the try was counted. */
export async function recordRefusedTry(
  stores: RefusalStores,
  notify: Pick<Notify, 'notice'>,
  session: Session,
  { action, detail, counted, isGuess }: RefusedTry,
  now: Date,
): Promise<void> {
  const { personId, browser, origin } = session
  await stores.audit.append(auditFor(session, action, { result: 'refused', detail }), now)
  const isExhausted = isGuess && (await stores.sessions.countRefusal(session.id)) >= CODES_PER_SIGN_IN
  const isClosed = isGuess && counted.isLast
  const isLimited = (await limitedUntil(stores, counted.budgets, now)) !== null
  // Of tries at once several find the lock; it is one.
  if (isLimited && (await tryAcquire(stores, 'second-factor-locked', personId, now)))
    await stores.audit.append(auditFor(session, 'second-factor-locked', { result: 'refused' }), now)
  if (!isLimited && !isExhausted && !isClosed) return
  const person = await stores.people.findById(personId)
  if (!person) return
  if (isClosed) {
    await stores.audit.append(auditFor(session, 'second-factor-closed', { result: 'refused' }), now)
    await notifyThrottled(stores, notify, person, 'codes-closed', { browser, origin }, now)
  } else await notifyThrottled(stores, notify, person, 'right-password-wrong-code', { browser, origin }, now)
}
