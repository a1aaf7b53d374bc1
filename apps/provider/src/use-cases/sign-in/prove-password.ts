// The password of a sign-in: counted before it is checked, with the same work for known and unknown addresses.
import { rateLimitKey } from '@sluis/server-kit/client-address'
import { PASSWORD, PASSWORD_PER_ADDRESS, PASSWORD_PER_NETWORK, type RateLimit } from '#identity/attempts/rate-limits.ts'
import type { PasswordRecord } from '#identity/passwords/passwords.store.ts'
import { mayRehash, type Passwords } from '#identity/passwords/passwords.ts'
import type { Person } from '#identity/people/people.store.ts'
import type { Transactional } from '#use-cases/stores.ts'
import { emailBucket } from './email-bucket.ts'

type Used = 'attempts' | 'audit' | 'passwords' | 'people'

type Deps = { identity: Transactional<Used>; passwords: Passwords }
type Bucket = { name: string; rateLimit: RateLimit }
/** `email`: as emailKey gives it. `origin`: the client's network address. */
type Attempt = { email: string; password: string; origin: string }

export type ProvedPassword = { person: Person; password: PasswordRecord }
export type PasswordFailure = { refusal: 'empty' } | { refusal: 'wrong' } | { refusal: 'rate-limited'; until: Date }

export async function provePassword(
  { identity, passwords }: Deps,
  attempt: Attempt,
  now: Date,
): Promise<ProvedPassword | PasswordFailure> {
  const { email, password, origin } = attempt
  if (password === '') return { refusal: 'empty' }
  const buckets = bucketsOf(attempt)
  const until = await consumeTries(identity, buckets.all, now)
  if (until !== null) return { refusal: 'rate-limited', until }

  const person = await identity.people.findByEmail(email)
  const stored = person ? await identity.passwords.findByPerson(person.id) : undefined
  const matches = await passwords.matches(stored ?? null, password).catch(async (error: unknown) => {
    // Hashing is busy: the password was not checked, and the try is not counted.
    for (const { name, rateLimit } of buckets.all) await identity.attempts.refund(name, rateLimit)
    throw error
  })
  if (!matches || !person || !stored) {
    await recordRefusal(identity, person, origin, now)
    return { refusal: 'wrong' }
  }
  // Only this try comes back to the network: somebody with one account must not buy tries at others with it.
  await identity.attempts.refund(buckets.network.name, buckets.network.rateLimit)
  for (const { name } of buckets.address) await identity.attempts.reset(name)
  if (mayRehash(stored, password)) await identity.passwords.rehash(person.id, stored, await passwords.hash(password))
  return { person, password: stored }
}

function bucketsOf({ email, origin }: Attempt): { network: Bucket; address: Bucket[]; all: Bucket[] } {
  const network = rateLimitKey(origin)
  const ofNetwork = { name: `password-network:${network}`, rateLimit: PASSWORD_PER_NETWORK }
  const ofAddress = [
    { name: `password:${emailBucket(email)}:${network}`, rateLimit: PASSWORD },
    { name: `password-address:${emailBucket(email)}`, rateLimit: PASSWORD_PER_ADDRESS },
  ]
  return { network: ofNetwork, address: ofAddress, all: [ofNetwork, ...ofAddress] }
}

/** Null where the password may be checked; otherwise when there are tries again. */
async function consumeTries(
  { attempts }: Transactional<Used>,
  buckets: readonly Bucket[],
  now: Date,
): Promise<Date | null> {
  for (const { name, rateLimit } of buckets)
    if (!(await attempts.consume(name, rateLimit, now)).ok) return (await attempts.limitedUntil(name, now)) ?? now
  return null
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
