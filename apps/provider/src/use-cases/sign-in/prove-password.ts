// The password of a sign-in: counted before it is checked, with the same work for known and unknown addresses.
import type { Counter } from '#identity/attempts/attempts.store.ts'
import { isLeaky } from '#identity/attempts/rate-limits.ts'
import type { PasswordRecord } from '#identity/passwords/passwords.store.ts'
import { mayRehash, type Passwords } from '#identity/passwords/passwords.ts'
import type { Person } from '#identity/people/people.store.ts'
import type { Transactional } from '#use-cases/stores.ts'
import { type Caller, passwordCounters } from './login-counters.ts'

type Used = 'attempts' | 'audit' | 'devices' | 'passwords' | 'people'

type Deps = { identity: Transactional<Used>; passwords: Passwords }
/**
 * `email`: as emailKey gives it. `applicationId`: where the sign-in leads; whom its directory means goes first.
 */
type Attempt = Caller & { email: string; applicationId: string | null; password: string }
/** Of so many who claim one address the password is checked: each is a directory's word. */
const MAX_CLAIMS = 4

export type ProvedPassword = { person: Person; password: PasswordRecord }
export type PasswordFailure = { refusal: 'empty' } | { refusal: 'wrong' } | { refusal: 'rate-limited'; until: Date }

export async function provePassword(
  { identity, passwords }: Deps,
  attempt: Attempt,
  now: Date,
): Promise<ProvedPassword | PasswordFailure> {
  const { email, password, origin } = attempt
  if (password === '') return { refusal: 'empty' }
  const people = (await identity.people.listByEmail(email, attempt.applicationId)).slice(0, MAX_CLAIMS)
  const groups = await passwordCounters(
    identity,
    attempt,
    people.map(({ id }) => id),
  )
  let limited: Date | null = null
  let isLookedAt = false
  for (const { personIds, counters } of groups) {
    const until = await identity.attempts.consumeAll(counters, now)
    limited ??= until
    if (until !== null) continue
    isLookedAt = true
    const proved = await findOwner(
      people.filter(({ id }) => personIds.includes(id)),
      counters,
    )
    if (proved === null) continue
    await resetTries(identity, counters, people.length > 1)
    const { person, password: stored } = proved
    if (mayRehash(stored, password)) await identity.passwords.rehash(person.id, stored, await passwords.hash(password))
    return proved
  }
  if (!isLookedAt) return { refusal: 'rate-limited', until: limited ?? now }
  await recordRefusal(identity, people[0], origin, now)
  return { refusal: 'wrong' }

  /** Whose password it is; null where it is nobody's, after as much work as for one. */
  async function findOwner(of: readonly Person[], counters: readonly Counter[]): Promise<ProvedPassword | null> {
    for (const person of of.length === 0 ? [null] : of) {
      const stored = person && ((await identity.passwords.findByPerson(person.id)) ?? null)
      const matches = await passwords.matches(stored, password).catch(async (error: unknown) => {
        // Hashing is busy: the password was not checked, and the try is not counted.
        for (const { bucket, rateLimit } of counters) await identity.attempts.refund(bucket, rateLimit)
        throw error
      })
      if (matches && person && stored) return { person, password: stored }
    }
    return null
  }
}

/**
 * Of what others fill too only this try comes back: somebody with one account must not buy tries at others with it. The
 * same of an address that others claim: whoever knows one of its passwords must not buy tries at the others.
 */
async function resetTries(
  { attempts }: Transactional<Used>,
  counters: readonly Counter[],
  isClaimedByOthers: boolean,
): Promise<void> {
  for (const { bucket, rateLimit } of counters)
    await (isLeaky(rateLimit) || isClaimedByOthers ? attempts.refund(bucket, rateLimit) : attempts.reset(bucket))
}

const recordRefusal = (
  { audit }: Transactional<Used>,
  person: Person | undefined,
  origin: string,
  now: Date,
): Promise<void> =>
  audit.append(
    {
      action: 'sign-in-refused',
      result: 'refused',
      actor: person?.id ?? 'unknown',
      personId: person?.id,
      origin,
      detail: { refusal: 'wrong-password' },
    },
    now,
  )
