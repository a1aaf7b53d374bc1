// A refused proof of a second factor is recorded, and after several the account's owner is notified (OWASP: tell people
// when the password was right and the factor was not).
import { CODES_PER_SIGN_IN } from '#identity/attempts/rate-limits.ts'
import { auditFor } from '#identity/audit/audit-for.ts'
import type { AuditEntry } from '#identity/audit/entry.ts'
import type { Session } from '#identity/sessions/sessions.store.ts'
import type { Notify } from '#messaging/mail/notify.ts'
import { notifyThrottled, tryAcquire, type ThrottledNotifyStores } from '#messaging/mail/throttle.ts'
import type { StoresOf } from '#use-cases/stores.ts'

export type RefusalStores = StoresOf<'people' | 'sessions' | keyof ThrottledNotifyStores>

export const secondFactorBucket = (personId: string): string => `second-factor:${personId}`

/** Within the caller's transaction, after the try was counted. `isGuess`: false for one that was given back. */
export async function recordRefusedTry(
  stores: RefusalStores,
  notify: Pick<Notify, 'notice'>,
  session: Session,
  action: 'second-factor-refused' | 'recovery-code-refused',
  detail: AuditEntry['detail'],
  now: Date,
  isGuess = true,
): Promise<void> {
  const { personId, origin } = session
  await stores.audit.append(auditFor(session, action, { result: 'refused', detail }), now)
  const isExhausted = isGuess && (await stores.sessions.countRefusal(session.id)) >= CODES_PER_SIGN_IN
  const isLocked = (await stores.attempts.limitedUntil(secondFactorBucket(personId), now)) !== null
  // Of tries at once several find the lock; it is one.
  if (isLocked && (await tryAcquire(stores, 'second-factor-locked', personId, now)))
    await stores.audit.append(auditFor(session, 'second-factor-locked', { result: 'refused' }), now)
  const person = isLocked || isExhausted ? await stores.people.findById(personId) : undefined
  if (person)
    await notifyThrottled(
      stores,
      notify,
      person,
      'right-password-wrong-code',
      { browser: session.browser, origin },
      now,
    )
}
