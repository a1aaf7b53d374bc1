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
/** `email`: as emailKey gives it. */
type Attempt = Caller & { email: string; password: string }

export type ProvedPassword = { person: Person; password: PasswordRecord }
export type PasswordFailure = { refusal: 'empty' } | { refusal: 'wrong' } | { refusal: 'rate-limited'; until: Date }

export async function provePassword(
  { identity, passwords }: Deps,
  attempt: Attempt,
  now: Date,
): Promise<ProvedPassword | PasswordFailure> {
  const { email, password, origin } = attempt
  if (password === '') return { refusal: 'empty' }
  const person = await identity.people.findByEmail(email)
  const counters = await passwordCounters(identity, attempt, person?.id ?? null)
  const until = await identity.attempts.consumeAll(counters, now)
  if (until !== null) return { refusal: 'rate-limited', until }

  const stored = person ? await identity.passwords.findByPerson(person.id) : undefined
  const matches = await passwords.matches(stored ?? null, password).catch(async (error: unknown) => {
    // Hashing is busy: the password was not checked, and the try is not counted.
    for (const { bucket, rateLimit } of counters) await identity.attempts.refund(bucket, rateLimit)
    throw error
  })
  if (!matches || !person || !stored) {
    await recordRefusal(identity, person, origin, now)
    return { refusal: 'wrong' }
  }
  await forgive(identity, counters)
  if (mayRehash(stored, password)) await identity.passwords.rehash(person.id, stored, await passwords.hash(password))
  return { person, password: stored }
}

/** Of what others fill too only this try comes back: somebody with one account must not buy tries at others with it. */
async function forgive({ attempts }: Transactional<Used>, counters: readonly Counter[]): Promise<void> {
  for (const { bucket, rateLimit } of counters)
    await (isLeaky(rateLimit) ? attempts.refund(bucket, rateLimit) : attempts.reset(bucket))
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
