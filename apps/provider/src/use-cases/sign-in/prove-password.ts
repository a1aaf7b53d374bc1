// The password of a sign-in: counted before it is checked, with the same work for known and unknown addresses.
import { Busy } from '@sluis/server-kit/page-middleware'
import type { Counter } from '#identity/attempts/attempts.store.ts'
import { isLeaky } from '#identity/attempts/rate-limits.ts'
import type { PasswordRecord } from '#identity/passwords/passwords.store.ts'
import { mayRehash, type Passwords } from '#identity/passwords/passwords.ts'
import type { Person } from '#identity/people/people.store.ts'
import type { Claimant } from '#identity/sign-ins/claimants.store.ts'
import type { PasswordProof } from '#identity/sign-ins/proofs.store.ts'
import type { StoresOf, Transactional } from '#use-cases/stores.ts'
import { type Caller, passwordCounters } from './login-counters.ts'

type Used = 'attempts' | 'audit' | 'claimants' | 'passwords'

type Deps = { identity: Transactional<Used>; passwords: Passwords }
/**
 * `email`: as emailKey gives it. `applicationId`: where the sign-in leads; whom its directory means goes first.
 */
type Attempt = Caller & { email: string; applicationId: string | null; password: string }
/** Of so many who claim one address the password is checked: each is a directory's word. */
const MAX_CLAIMS = 4

/** `counters`: what counted the try; the session that begins by it resets them. */
export type ProvedPassword = {
  person: Person
  password: PasswordRecord
  counters: PasswordProof['counters']
}
export type PasswordFailure = { refusal: 'empty' } | { refusal: 'wrong' } | { refusal: 'rate-limited'; until: Date }

export async function provePassword(
  { identity, passwords }: Deps,
  attempt: Attempt,
  now: Date,
): Promise<ProvedPassword | PasswordFailure> {
  const { email, password, origin } = attempt
  if (password === '') return { refusal: 'empty' }
  const claimants = await identity.claimants.list(email, attempt.applicationId, attempt.device, MAX_CLAIMS)
  let limited: Date | null = null
  let isLookedAt = false
  for (const { claimants: tried, counters } of passwordCounters(attempt, claimants)) {
    const until = await identity.attempts.consumeAll(counters, now)
    limited ??= until
    if (until !== null) continue
    isLookedAt = true
    const proved = await findOwner(tried, counters)
    if (proved === null) continue
    const { person, password: stored } = proved
    if (mayRehash(stored, password)) await hashAnew(person, stored)
    return {
      person,
      password: stored,
      counters: counters.map((counter) => ({ ...counter, isReset: isReset(counter) })),
    }
  }
  if (!isLookedAt) return { refusal: 'rate-limited', until: limited ?? now }
  await recordRefusal(identity, claimants[0]?.person, origin, now)
  return { refusal: 'wrong' }

  /** Where hashing is busy it is done at another sign-in: this one was right, and goes on. */
  async function hashAnew(person: Person, stored: PasswordRecord): Promise<void> {
    const fresh = await passwords.hash(password).catch((error: unknown) => {
      if (error instanceof Busy) return null
      throw error
    })
    if (fresh !== null) await identity.passwords.rehash(person.id, stored, fresh)
  }

  /** Whose password it is; null where it is nobody's, after as much work as for one. */
  async function findOwner(
    of: readonly Claimant[],
    counters: readonly Counter[],
  ): Promise<{ person: Person; password: PasswordRecord } | null> {
    for (const claimant of of.length === 0 ? [null] : of) {
      const stored = claimant?.password ?? null
      const matches = await passwords.matches(stored, password).catch(async (error: unknown) => {
        // Hashing is busy: the password was not checked, and the try is not counted.
        for (const { bucket, rateLimit } of counters) await identity.attempts.refund(bucket, rateLimit)
        throw error
      })
      if (matches && claimant && stored) return { person: claimant.person, password: stored }
    }
    return null
  }

  /**
   * Of what others fill too only this try comes back: somebody with one account must not buy tries at others with it.
   * The same of an address that others claim: whoever knows one of its passwords must not buy tries at the others.
   */
  function isReset({ rateLimit }: Counter): boolean {
    return !isLeaky(rateLimit) && claimants.length === 1
  }
}

/** Where no session begins by it, since the account is locked: the password was right all the same. */
export async function resetTries(
  { attempts }: StoresOf<'attempts'>,
  { counters }: Pick<ProvedPassword, 'counters'>,
): Promise<void> {
  for (const { bucket, rateLimit, isReset } of counters)
    await (isReset ? attempts.reset(bucket) : attempts.refund(bucket, rateLimit))
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
