// Changing one's e-mail address: asked with a fresh factor, confirmed from the new mailbox by whoever is signed in, and
// undone from the old one.
import { emailKey } from '@sluis/server-kit/email'
import { type Decision, accept, refuse } from '@sluis/server-kit/decision'
import { ADDRESS_MAILS, ADDRESS_MAILS_TO } from '#identity/attempts/rate-limits.ts'
import { auditFor } from '#identity/audit/audit-for.ts'
import type { DoneChange } from '#identity/people/email-changes.store.ts'
import type { Person } from '#identity/people/people.store.ts'
import type { Session } from '#identity/sessions/sessions.store.ts'
import { sendAddressTaken, sendConfirmAddress, sendUndo } from '#messaging/mail/link-mails.ts'
import type { Notify, NotifyStores } from '#messaging/mail/notify.ts'
import { proveAddress } from '#use-cases/prove-address.ts'
import type { StoresOf, Transactional } from '#use-cases/stores.ts'

type Used =
  | 'addresses'
  | 'attempts'
  | 'emailChanges'
  | 'enrolments'
  | 'people'
  | 'remembered'
  | 'resetLinks'
  | 'sessions'
  | keyof NotifyStores

export type UndoStores = StoresOf<
  'addresses' | 'people' | 'emailChanges' | 'previousAddresses' | 'resetLinks' | 'audit'
>
type Deps = { identity: Transactional<Used>; notify: Notify }
type At = { origin: string; now: Date }

export type EmailChangeRefusal = 'empty' | 'not-an-address' | 'same-address' | 'too-many-mails'

/** Whether somebody else has the address is not told: a mail goes there either way, to its owner where it has one. */
export async function requestEmailChange(
  { identity, notify }: Deps,
  person: Person,
  session: Session,
  typed: string,
  { origin, now }: At,
): Promise<Decision<string, EmailChangeRefusal | 'session-over'>> {
  const key = emailKey(typed)
  if (!key.ok) return refuse(key.refusal)
  const own = emailKey(person.email)
  if (own.ok && own.value === key.value) return refuse('same-address')
  const limitedUntil = await identity.attempts.consumeAll(
    [
      { bucket: `address-mails:${person.id}`, rateLimit: ADDRESS_MAILS },
      { bucket: `address-mails-to:${key.value}`, rateLimit: ADDRESS_MAILS_TO },
    ],
    now,
  )
  if (limitedUntil !== null) return refuse('too-many-mails')
  return identity.transaction(async (stores) => {
    await stores.people.hold(person.id)
    if (!(await stores.sessions.isActive(session.id))) return refuse('session-over')
    await stores.audit.append(auditFor(session, 'email-change-asked', { origin }), now)
    // Whoever has it by a directory's word alone has not shown that it is theirs; this person may.
    const isKept = await stores.addresses.isKept(key.value, person.id)
    const other = isKept ? await stores.people.findByEmail(key.value) : undefined
    // The same work and the same answer; nobody can confirm what was sent to nobody.
    const token = await stores.emailChanges.create(
      {
        personId: person.id,
        previousEmail: person.email,
        previousKey: own.ok ? own.value : person.email,
        previousChosenAt: await stores.people.emailChosenAt(person.id),
        newEmail: key.value,
      },
      now,
    )
    if (other) await sendAddressTaken(notify, stores, other, now)
    else if (!(await stores.emailChanges.isReserved(key.value, person.id, now)))
      await sendConfirmAddress(notify, stores, person, key.value, token, now)
    return accept(key.value)
  })
}

/** Consumes the link to the new address, in a session of its own person. */
export async function confirmNewEmail(
  { identity, notify }: Deps,
  person: Person,
  session: Session,
  token: string,
  { origin, now }: At,
): Promise<Decision<string, 'link-unknown' | 'address-taken'>> {
  return identity.transaction(async (stores) => {
    await stores.people.hold(person.id)
    const change = (await stores.sessions.isActive(session.id))
      ? await stores.emailChanges.confirm(token, person.id, now)
      : undefined
    if (!change) return refuse('link-unknown')
    const taken =
      (await stores.emailChanges.isReserved(change.newEmail, person.id, now)) ||
      (await stores.addresses.isKept(change.newEmail, person.id))
    const lost = taken ? [] : await stores.addresses.release(change.newEmail, person.id)
    if (taken || !(await stores.people.changeEmail(person.id, change.newEmail, change.newEmail, now))) {
      await stores.emailChanges.delete(change.id)
      return refuse('address-taken')
    }
    await proveAddress(stores, person.id, now)
    for (const other of lost)
      await stores.audit.append({ action: 'email-lost', result: 'done', actor: person.id, personId: other }, now)
    // A link to choose a new password lies in the old mailbox.
    await stores.resetLinks.delete(person.id)
    await stores.audit.append(auditFor(session, 'email-changed', { origin }), now)
    const changed = { ...person, email: change.newEmail, hasEmail: true, emailProved: true }
    // The old address is told by the mail with which it can be undone; every other one by the notice.
    await stores.previousAddresses.delete(person.id, [change.newEmail])
    await notify.notice(stores, changed, 'email-changed', { browser: session.browser, origin }, now)
    await sendUndo(notify, stores, person, change.undoToken, { browser: session.browser, origin }, now)
    await stores.previousAddresses.save(person.id, change.previousEmail, now)
    return accept(change.newEmail)
  })
}

/**
 * Consumes the link to the old address: it is the address again, everybody is out, and whatever was sent to the new one
 * is dead. Works once, without signing in.
 */
export async function undoByLink(
  { identity, notify }: Deps,
  token: string,
  { origin, now }: At,
): Promise<Decision<Person, 'link-unknown'>> {
  return identity.transaction(async (stores) => {
    const found = await stores.emailChanges.findUndoable(token, now)
    if (found) await stores.people.hold(found.personId)
    const change = await stores.emailChanges.consumeUndo(token, now)
    if (!change) return refuse('link-unknown')
    await stores.enrolments.deleteAll(change.personId)
    await stores.sessions.endAll(change.personId, now)
    await stores.remembered.endAll(change.personId, now)
    // The link lay in the old mailbox.
    if (await undoChange(stores, change, origin, now)) await proveAddress(stores, change.personId, now)
    const person = await stores.people.findById(change.personId)
    if (!person) throw new Error(`change ${change.id} belongs to nobody`)
    await notify.notice(stores, person, 'email-restored', { browser: '', origin }, now)
    return accept(person)
  })
}

/**
 * Within the caller's transaction, after the person's sessions have ended: this change and all after it are undone.
 * Whoever signs in holds a session and then adds rows that refer to the person, which a new address keeps waiting
 * (rule 10). False, and nothing has changed back, where the address is somebody else's by now.
 */
export async function undoChange(stores: UndoStores, change: DoneChange, origin: string, now: Date): Promise<boolean> {
  const restored = await stores.people.changeEmail(
    change.personId,
    change.previousEmail,
    change.previousKey,
    change.previousChosenAt,
  )
  const brought = await stores.emailChanges.undoFrom(change.personId, change.doneAt, now)
  await stores.previousAddresses.delete(change.personId, restored ? [...brought, change.previousEmail] : [])
  await stores.emailChanges.deletePending(change.personId)
  await stores.resetLinks.delete(change.personId)
  await stores.audit.append(
    {
      action: 'email-change-undone',
      result: restored ? 'done' : 'refused',
      actor: change.personId,
      personId: change.personId,
      origin,
    },
    now,
  )
  return restored
}
