// Choosing a new password: by a mailed link, or when signed in. Neither takes a factor off, and the link signs nobody
// in (CVE-2026-128333, Keycloak #12759).
import { type Decision, accept, refuse } from '@sluis/server-kit/decision'
import { nameIn } from '#identity/applications/application.ts'
import { auditFor } from '#identity/audit/audit-for.ts'
import { commonPasswords } from '#identity/passwords/common-passwords.ts'
import {
  checkPassword,
  MIN_LENGTH_ALONE,
  MIN_LENGTH_WITH_FACTOR,
  type PasswordRefusal,
} from '#identity/passwords/password-rule.ts'
import type { Passwords, StoredPassword } from '#identity/passwords/passwords.ts'
import type { Person } from '#identity/people/people.store.ts'
import { isUsable } from '#identity/second-factors/factors.ts'
import type { Session } from '#identity/sessions/sessions.store.ts'
import { sendResetLink } from '#messaging/mail/link-mails.ts'
import type { Notify, NotifyStores } from '#messaging/mail/notify.ts'
import { resetGuesses } from '#use-cases/prove-factor/count-guess.ts'
import { resetSmsSends } from '#use-cases/prove-factor/reset-sends.ts'
import { proveAddress } from '#use-cases/prove-address.ts'
import type { StoresOf, Transactional } from '#use-cases/stores.ts'

type Used =
  | 'addresses'
  | 'applications'
  | 'attempts'
  | 'emailChanges'
  | 'companies'
  | 'factors'
  | 'passwords'
  | 'phones'
  | 'people'
  | 'remembered'
  | 'resetLinks'
  | 'sessions'
  | 'smsBudgets'
  | keyof NotifyStores

type Deps = { identity: Transactional<Used>; notify: Notify; passwords: Passwords }
type At = { origin: string; browser: string; now: Date }
/** `linkTo`: the path of the page that takes this token. */
type AskedAt = At & { linkTo: (token: string) => string }

const MAX_LINKS = 4

export type ChoiceRefusal = PasswordRefusal | 'same-as-before'

/**
 * A mail with a link, where somebody has this address. Whether anybody has is not told. `applicationId`: where the
 * sign-in leads; whom its directory means goes first.
 */
export async function requestPasswordReset(
  { identity, notify }: Deps,
  emailKey: string,
  applicationId: string | null,
  at: AskedAt,
): Promise<void> {
  for (const { person, isClaim } of await whoMayProve(identity, emailKey, applicationId))
    await mailResetLink({ identity, notify }, person, isClaim, at)
}

async function mailResetLink(
  { identity, notify }: Omit<Deps, 'passwords'>,
  person: Person,
  isClaim: boolean,
  at: AskedAt,
): Promise<void> {
  // By the application they know which of the accounts it is.
  const applications = isClaim ? await identity.applications.listByPerson(person.id) : []
  const names = applications.map((each) => nameIn(each, person.language))
  await identity.transaction(async (stores) => {
    await stores.people.hold(person.id)
    const token = await stores.resetLinks.create(person.id, at.now)
    await stores.audit.append(
      { action: 'password-reset-asked', result: 'done', actor: person.id, personId: person.id, origin: at.origin },
      at.now,
    )
    const mailed = { ...at, path: at.linkTo(token), claimedBy: isClaim ? names : null }
    await sendResetLink(notify, stores, person, mailed, at.now)
  })
}

/**
 * Whom a link is mailed for: one of them. Only where nobody has proved the address, and no application says who is
 * meant, each who claims it gets one, and the reader chooses. `isClaim`: it may be somebody else's.
 */
async function whoMayProve(
  { people, addresses }: StoresOf<'addresses' | 'people'>,
  emailKey: string,
  applicationId: string | null,
): Promise<{ person: Person; isClaim: boolean }[]> {
  const all = await people.listByEmail(emailKey, applicationId)
  const found: { person: Person; isClaim: boolean }[] = []
  for (const person of all.slice(0, MAX_LINKS)) {
    if (!person.hasEmail && !(await addresses.mayReach(person.id, emailKey, 'proof'))) continue
    found.push({ person, isClaim: all.length > 1 && !person.emailProved })
    if (applicationId !== null || person.emailProved) break
  }
  return found
}

/**
 * Consumes the link, which proves the address: a new password, and everybody is out. An account that is locked stays
 * so.
 */
export async function resetPassword(
  deps: Deps,
  token: string,
  typed: string,
  at: At,
): Promise<Decision<Person, ChoiceRefusal | 'link-unknown'>> {
  const { identity, notify } = deps
  const personId = await identity.resetLinks.personOf(token, at.now)
  const person = personId && (await identity.people.findById(personId))
  if (!person) return refuse('link-unknown')
  const chosen = await hashIfAllowed(deps, person, typed)
  // Of two presses the second finds its own password set already.
  if (!chosen.ok)
    return (await identity.resetLinks.personOf(token, at.now)) === undefined ? refuse('link-unknown') : chosen
  return identity.transaction(async (stores) => {
    await stores.people.hold(person.id)
    if ((await stores.resetLinks.consume(token, at.now)) !== person.id) return refuse('link-unknown')
    await savePassword(stores, person, chosen.value, null, at.now)
    // Whoever guessed with the old one is shut out by the new one.
    await resetGuesses(stores, 'password-renewed', person.id, at.now)
    const phone = await stores.phones.findByPerson(person.id)
    await resetSmsSends(stores, 'password-renewed', { personId: person.id, phone }, at.now)
    await proveAddress(stores, person.id, at.now)
    await stores.audit.append(
      { action: 'password-reset', result: 'done', actor: person.id, personId: person.id, origin: at.origin },
      at.now,
    )
    await notify.notice(stores, person, 'password-reset', at, at.now)
    return accept(person)
  })
}

/**
 * In a session whose proofs are fresh. Every other session ends. Returns the session's new token; null where its owner
 * logged out of it at this very moment: the password is the new one all the same.
 */
export async function changePassword(
  deps: Deps,
  session: Session,
  person: Person,
  typed: string,
  at: At,
): Promise<Decision<string | null, ChoiceRefusal | 'session-over'>> {
  const chosen = await hashIfAllowed(deps, person, typed)
  if (!chosen.ok) return chosen
  return deps.identity.transaction(async (stores) => {
    // A lock of the account that came in between has ended it: a password from then on would open what was locked.
    await stores.people.hold(person.id)
    if (!(await stores.sessions.isActive(session.id))) return refuse('session-over')
    await stores.resetLinks.delete(person.id)
    await savePassword(stores, person, chosen.value, session.id, at.now)
    const token = await stores.sessions.prove(session.id, { password: true }, at.now)
    await resetGuesses(stores, 'password-renewed', person.id, at.now)
    const phone = await stores.phones.findByPerson(person.id)
    await resetSmsSends(stores, 'password-renewed', { personId: person.id, phone }, at.now)
    await stores.audit.append(auditFor(session, 'password-changed', { origin: at.origin }), at.now)
    await deps.notify.notice(stores, person, 'password-changed', at, at.now)
    return accept(token)
  })
}

/**
 * The new one first: whoever signs in with the old one at this moment either waits for it and is refused, or has begun
 * a session that ends with the others.
 */
async function savePassword(
  stores: StoresOf<Used>,
  person: Person,
  password: StoredPassword,
  exceptSessionId: string | null,
  now: Date,
): Promise<void> {
  await stores.passwords.set(person.id, password, now)
  await stores.emailChanges.deletePending(person.id)
  await stores.remembered.endAll(person.id, now)
  await stores.sessions.endAll(person.id, now, exceptSessionId)
}

/** How many characters this person needs. */
export const minLengthFor = async (identity: StoresOf<'factors'>, personId: string): Promise<number> =>
  (await hasFactor(identity, personId)) ? MIN_LENGTH_WITH_FACTOR : MIN_LENGTH_ALONE
const hasFactor = async (identity: StoresOf<'factors'>, personId: string): Promise<boolean> =>
  (await identity.factors.listByPerson(personId)).some(isUsable)

async function hashIfAllowed(
  { identity, passwords }: Deps,
  person: Person,
  typed: string,
): Promise<Decision<StoredPassword, ChoiceRefusal>> {
  const ownWords = [
    person.name,
    person.email,
    'Sluis',
    ...(await identity.companies.namesOf(person.id)),
    ...(await identity.applications.listByPerson(person.id)).map(({ name }) => name),
  ]
  const refusal = checkPassword(typed, {
    hasSecondFactor: await hasFactor(identity, person.id),
    ownWords,
    isCommon: await commonPasswords(),
  })
  if (refusal !== null) return refuse(refusal)
  const before = await identity.passwords.findByPerson(person.id)
  // Whoever else knows the old one would know the new one.
  if (before && (await passwords.matches(before, typed))) return refuse('same-as-before')
  return accept(await passwords.hash(typed))
}
