// Closing an account at its owner's word, and opening it again: by its owner, with what they had before (decision
// 0012), or by a human.
import { type Decision, accept, refuse } from '@sluis/server-kit/decision'
import { HOUR_MS } from '@sluis/server-kit/time'
import { auditFor } from '#identity/audit/audit-for.ts'
import { SECOND_FACTOR } from '#identity/attempts/rate-limits.ts'
import { UNDO_HOURS } from '#identity/people/email-changes.store.ts'
import type { Person } from '#identity/people/people.store.ts'
import { ALL_FACTOR_KINDS } from '#identity/second-factors/factor-kinds.ts'
import { isUsable } from '#identity/second-factors/factors.ts'
import type { Session } from '#identity/sessions/sessions.store.ts'
import type { Notify, NotifyStores } from '#messaging/mail/notify.ts'
import type { StoresOf, Transactional } from '#use-cases/stores.ts'
import { resetGuesses } from '#use-cases/prove-factor/count-guess.ts'
import { areSendsUsedUp, resetSmsSends } from '#use-cases/prove-factor/reset-sends.ts'
import { undoChange, type UndoStores } from '../manage-account/change-email.ts'
import { findRecoveryPath, type RecoveryPathStores } from './find-recovery-path.ts'

type Used =
  | 'attempts'
  | 'devices'
  | 'enrolments'
  | 'factors'
  | 'notMe'
  | 'phones'
  | 'recovery'
  | 'remembered'
  | 'sessions'
  | 'smsBudgets'
  | keyof UndoStores
  | keyof RecoveryPathStores
  | keyof NotifyStores

export type LockStores = StoresOf<Used>
type Deps = { identity: Transactional<Used>; notify: Pick<Notify, 'notice'> }

/** What was added so shortly before is not trusted any more: longer than a weekend. */
const QUARANTINE_HOURS = UNDO_HOURS

/** Consumes a "this was not me" link and closes the account. Works once. Returns whose it is. */
export async function lockAccountByLink(
  { identity, notify }: Deps,
  token: string,
  origin: string,
  now: Date,
): Promise<Decision<Person, 'link-unknown'>> {
  return identity.transaction(async (stores) => {
    const personId = await stores.notMe.personOf(token, now)
    if (personId === undefined) return refuse('link-unknown')
    await stores.people.hold(personId)
    const consumed = await stores.notMe.consume(token, now)
    const person = consumed.ok ? await stores.people.findById(consumed.value) : undefined
    if (!person) return refuse('link-unknown')
    return accept(await lockAccount({ notify }, stores, person, origin, now))
  })
}

/**
 * Within the caller's transaction, which holds the person: whoever is changing factors, codes, password or address at
 * this moment is done before, or finds the session ended. Nobody is signed in any more, what was added lately proves
 * nothing, whatever was under way is over, and an address that was changed lately is the former one again. Returns the
 * person as they are then.
 */
export async function lockAccount(
  { notify }: Pick<Deps, 'notify'>,
  stores: LockStores,
  person: Person,
  origin: string,
  now: Date,
): Promise<Person> {
  const from = new Date(now.getTime() - QUARANTINE_HOURS * HOUR_MS)
  const isNew = await stores.people.lock(person.id, now)
  const quarantined = await stores.factors.quarantine(person.id, from, now)
  await stores.recovery.quarantine(person.id, from, now)
  await stores.enrolments.deleteAll(person.id)
  await stores.resetLinks.delete(person.id)
  await stores.emailChanges.deletePending(person.id)
  await stores.sessions.endAll(person.id, now)
  await stores.remembered.endAll(person.id, now)
  await stores.devices.forgetProofs(person.id, from)
  const change = await stores.emailChanges.firstSince(person.id, from)
  if (change) await undoChange(stores, change, origin, now)
  // Pressed again, from the mail of a new password that an intruder chose, it is over with that one too.
  await stores.people.relock(person.id, now)
  const locked = (await stores.people.findById(person.id)) ?? person
  if (isNew) {
    await stores.audit.append(
      {
        action: 'account-frozen',
        result: 'done',
        actor: person.id,
        personId: person.id,
        origin,
        detail: { setAside: quarantined },
      },
      now,
    )
    await notify.notice(stores, locked, 'locked', { browser: '', origin }, now)
  }
  return locked
}

/**
 * Opens the account of somebody who, since it was closed, has chosen a new password by mail and proved with it what
 * they had before. What was quarantined is gone for good.
 */
export async function selfUnlock(
  { identity, notify }: Deps,
  session: Session,
  origin: string,
  now: Date,
): Promise<Decision<null, 'not-locked' | 'not-proved' | 'session-over'>> {
  return identity.transaction(async (stores) => {
    await stores.people.hold(session.personId)
    const person = await stores.people.findById(session.personId)
    if (!person || person.lockedAt === null) return refuse('not-locked')
    if (!(await stores.sessions.isActive(session.id))) return refuse('session-over')
    const { lockedAt } = person
    const proved =
      [session.passwordAt, session.factorAt].every((at) => at !== null && at > lockedAt) && !session.isRemembered
    if (
      !proved ||
      (await findRecoveryPath(stores, person.id, lockedAt)) !== 'older-factor' ||
      !(await stores.people.unlock(person.id))
    )
      return refuse('not-proved')
    // Where nothing else is left (a recovery code was proved), what is disowned counts as lost: the next step sets up a
    // new one, and nobody gets by with less.
    if ((await stores.factors.listByPerson(person.id)).some(isUsable)) await stores.factors.removeQuarantined(person.id)
    else await stores.factors.markLost(person.id, ALL_FACTOR_KINDS, now)
    await stores.recovery.removeQuarantined(person.id)
    await endMailedLinks(stores, person.id)
    await stores.sessions.endAll(person.id, now, session.id)
    await stores.remembered.endAll(person.id, now)
    await resetGuesses(stores, 'opened-by-owner', person.id, now)
    const phone = await stores.phones.findByPerson(person.id)
    await resetSmsSends(stores, 'opened', { personId: person.id, phone }, now)
    await stores.audit.append(
      auditFor(session, 'account-opened', { origin, detail: { factor: session.factorKind } }),
      now,
    )
    await notify.notice(stores, person, 'opened-alone', { browser: session.browser, origin }, now)
    return accept(null)
  })
}

/** What a human opened: the account, with every factor removed; or the codes alone, which were guessed at too often. */
export type Unlocked = 'account' | 'codes'

/**
 * Lets somebody in again at a human's word, who has made sure who asks. In a locked account may sit what its owner
 * disowned, so every second factor and recovery code is removed: the next sign-in sets up a new one, behind the guard
 * of a first enrolment. Where guesses have closed the codes, factors stay. For a while after either no guesses close
 * them again (OPENED_HOURS).
 */
export async function unlockAccount(
  { identity, notify }: Deps,
  personId: string,
  by: string,
  reason: string,
  now: Date,
): Promise<Decision<Unlocked, 'not-locked'>> {
  return identity.transaction(async (stores) => {
    await stores.people.hold(personId)
    const person = await stores.people.findById(personId)
    if (!person) return refuse('not-locked')
    const phone = await stores.phones.findByPerson(personId)
    const opened: Unlocked = (await stores.people.unlock(personId, now)) ? 'account' : 'codes'
    if (opened === 'account') {
      await stores.factors.removeAll(personId)
      await stores.recovery.removeAll(personId)
      await endMailedLinks(stores, personId)
      await stores.sessions.endAll(personId, now)
      await stores.devices.forgetProofs(personId, null)
    } else {
      const isHeldUp =
        (await stores.attempts.isHeldUp(personId, SECOND_FACTOR.limit, now)) ||
        (await areSendsUsedUp(stores, { personId, phone }, now))
      if (!isHeldUp) return refuse('not-locked')
      await stores.people.markOpened(personId, now)
    }
    await resetGuesses(stores, 'opened-by-human', personId, now)
    await resetSmsSends(stores, 'opened', { personId, phone }, now)
    await stores.audit.append(
      { action: 'account-opened', result: 'done', actor: by, personId, detail: { reason, opened } },
      now,
    )
    await notify.notice(stores, person, opened === 'account' ? 'opened' : 'codes-opened', { browser: '' }, now)
    return accept(opened)
  })
}

/**
 * Links that lie in mailboxes from before the account was opened are dead: whoever could read them once must neither
 * lock it again nor choose its password. Links that undo a change of address died with the lock.
 */
async function endMailedLinks(stores: LockStores, personId: string): Promise<void> {
  await stores.notMe.deleteAll(personId)
  await stores.resetLinks.delete(personId)
}
