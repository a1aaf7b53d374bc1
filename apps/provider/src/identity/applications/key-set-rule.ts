// Which keys an application may be registered with: public ones alone, of the algorithms that we verify.
import { z } from 'zod'
import { bitsOf, isOnEd25519, isOnP256, isRsaKey } from './public-point.ts'

/** What client assertions may be signed with. */
export const ASSERTION_ALGORITHMS = ['ES256', 'EdDSA', 'PS256'] as const
const MAX_KEYS = 10
const MAX_PUBLISHED_KEYS = 100
const MIN_RSA_BITS = 2048
/** Each proof costs us so much; OpenSSL takes no longer ones either. */
const MAX_RSA_BITS = 8192
const MIN_EXPONENT_BITS = 17
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv']

const text = z.string().max(2_000)
const Key = z.object({
  kty: text,
  crv: text.optional(),
  x: text.optional(),
  y: text.optional(),
  n: text.optional(),
  e: text.optional(),
  kid: z.string().min(1).max(200).optional(),
  alg: text.optional(),
  use: text.optional(),
})
/** Members that none of it needs are left out. */
export type PublicKey = z.output<typeof Key>

export const KeySet = z
  .looseObject(
    { keys: z.array(z.unknown(), { error: 'is not a list of keys' }) },
    { error: 'is not a key set: { "keys": [ … ] } (RFC 7517 §5)' },
  )
  .transform(({ keys }, context): { keys: PublicKey[] } => {
    const fault = (message: string, ...path: (string | number)[]) =>
      void context.issues.push({ code: 'custom', input: keys, message, path: ['keys', ...path] })
    if (keys.length === 0) fault('has no key')
    if (keys.length > MAX_KEYS) fault(`has more than ${MAX_KEYS} keys`)
    const taken: PublicKey[] = []
    for (const [at, key] of keys.slice(0, MAX_KEYS).entries()) {
      const read = Key.safeParse(key)
      const message = privateMember(key) ?? (read.success ? keyFault(read.data) : 'is not a key (RFC 7517 §4)')
      if (message !== null) fault(message, at)
      if (read.success) taken.push(read.data)
    }
    if (taken.length > 1 && new Set(taken.map(({ kid }) => kid)).size < taken.length)
      fault('has several keys: give each a kid of its own')
    if (taken.length > 1 && taken.some(({ kid }) => kid === undefined)) fault('has several keys, and one without a kid')
    return { keys: taken }
  })

/**
 * Of a set that an application publishes, what may be verified with: the same rule as for keys that are registered. One
 * for another purpose may stand beside, and is passed over. Throws on what is no set.
 */
export function usableKeys(set: unknown): PublicKey[] {
  const { keys } = PublishedSet.parse(set)
  return keys.flatMap((key): PublicKey[] => {
    const read = Key.safeParse(key)
    if (!read.success || privateMember(key) !== null) return []
    // Most sets say RS256 of a key that does both; whether that is taken is a matter of each proof.
    const fault = keyFault(read.data.alg === 'RS256' ? { ...read.data, alg: 'PS256' } : read.data)
    return fault === null ? [read.data] : []
  })
}
const PublishedSet = z.looseObject({ keys: z.array(z.unknown()).max(MAX_PUBLISHED_KEYS) })

function privateMember(key: unknown): string | null {
  const member = PRIVATE_MEMBERS.find((name) => typeof key === 'object' && key !== null && name in key)
  return member === undefined
    ? null
    : `is a private key (${member}): register the public one, and make another pair, since this one has been sent`
}

function keyFault({ kty, crv, x, y, n, e, alg, use }: PublicKey): string | null {
  if (use !== undefined && use !== 'sig') return 'is not for signatures (use: sig)'
  const key =
    kty === 'EC' && crv === 'P-256'
      ? { algorithm: 'ES256', fault: pointFault(isOnP256, [x, y]) }
      : kty === 'OKP' && crv === 'Ed25519'
        ? { algorithm: 'EdDSA', fault: pointFault(isOnEd25519, [x]) }
        : kty === 'RSA'
          ? { algorithm: 'PS256', fault: rsaFault(bytesOf(n), bytesOf(e)) }
          : null
  if (!key) return `is of a kind that is not taken: ${ASSERTION_ALGORITHMS.join(', ')} are`
  if (key.fault !== null) return key.fault
  return alg === undefined || alg === key.algorithm ? null : `is for ${key.algorithm}, and not for its alg`
}

const NOT_WHOLE = 'is not whole: its numbers are missing or cut off'
const NO_KEY = 'is no key: its numbers are right in length alone'
const COORDINATE_BYTES = 32

function pointFault(
  isOnCurve: (...numbers: Uint8Array[]) => boolean,
  members: readonly (string | undefined)[],
): string | null {
  const numbers = members.map(bytesOf)
  if (numbers.some(({ length }) => length !== COORDINATE_BYTES)) return NOT_WHOLE
  return isOnCurve(...numbers) ? null : NO_KEY
}

function rsaFault(n: Uint8Array, e: Uint8Array): string | null {
  if (n.length === 0 || e.length === 0) return NOT_WHOLE
  if (bitsOf(n) < MIN_RSA_BITS) return `is an RSA key of fewer than ${MIN_RSA_BITS} bits`
  if (bitsOf(n) > MAX_RSA_BITS) return `is an RSA key of more than ${MAX_RSA_BITS} bits`
  // With a small one anybody could make signatures (FIPS 186-5 §5.1: above 2^16).
  if (bitsOf(e) < MIN_EXPONENT_BITS) return 'is an RSA key with an exponent below 65537'
  return isRsaKey(n, e) ? null : NO_KEY
}

/** The bytes of a member in base64url; none for what is none. */
const bytesOf = (member: string | undefined): Uint8Array =>
  member !== undefined && /^[\w-]+$/u.test(member) ? Buffer.from(member, 'base64url') : new Uint8Array()
