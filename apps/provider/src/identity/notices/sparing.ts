// Notices that somebody else can bring about: at most one of a kind for a person in ten minutes, so that mails are no
// weapon.
import type { Budget } from '#identity/attempts/budgets.ts'
import type { Person } from '#identity/people/people.store.ts'
import type { Stores } from '#identity/stores.ts'
import type { Notify, NoticeTold } from './notify.service.ts'

const ONE_IN_TEN_MINUTES: Budget = {
  triesPerLock: 1,
  lockMinutes: 10,
  longestLockMinutes: 10,
  forgetAfterMinutes: 10,
  limit: null,
}

/** True once in ten minutes for this person. */
export const takeOnce = async (stores: Stores, what: string, personId: string, now: Date): Promise<boolean> =>
  (await stores.attempts.take(`once:${what}:${personId}`, ONE_IN_TEN_MINUTES, now)).ok

/** Within the caller's transaction. */
export async function noticeSparingly(
  stores: Stores,
  notify: Pick<Notify, 'notice'>,
  person: Person,
  kind: 'new-device' | 'right-password-wrong-code' | 'key-refused',
  told: NoticeTold,
  now: Date,
): Promise<void> {
  if (await takeOnce(stores, kind, person.id, now)) await notify.notice(stores, person, kind, told, now)
}
