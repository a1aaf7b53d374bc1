// Notices that somebody else can cause: at most one of a kind for a person in ten minutes, so that nobody can flood a
// mailbox.
import type { AttemptsStore } from '#identity/attempts/attempts.store.ts'
import type { RateLimit } from '#identity/attempts/rate-limits.ts'
import type { Person } from '#identity/people/people.store.ts'
import type { Notify, NoticeEvent, NotifyStores } from './notify.ts'

export type ThrottledNotifyStores = NotifyStores & { attempts: AttemptsStore }

const ONE_IN_TEN_MINUTES: RateLimit = {
  maxFailures: 1,
  blockMinutes: 10,
  maxBlockMinutes: 10,
  resetAfterMinutes: 10,
  limit: null,
}

/** True once in ten minutes for this person. */
export const tryAcquire = async (
  { attempts }: { attempts: AttemptsStore },
  key: string,
  personId: string,
  now: Date,
): Promise<boolean> => (await attempts.consume(`once:${key}:${personId}`, ONE_IN_TEN_MINUTES, now)).ok

/** Within the caller's transaction. */
export async function notifyThrottled(
  stores: ThrottledNotifyStores,
  notify: Pick<Notify, 'notice'>,
  person: Person,
  kind: 'new-device' | 'right-password-wrong-code' | 'codes-closed' | 'key-refused',
  event: NoticeEvent,
  now: Date,
): Promise<void> {
  if (await tryAcquire(stores, kind, person.id, now)) await notify.notice(stores, person, kind, event, now)
}
