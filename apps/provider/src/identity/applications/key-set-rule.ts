// Which keys an application may be registered with: public ones alone, of the algorithms that we verify.
import { z } from 'zod'

/** What client assertions may be signed with. */
export const ASSERTION_ALGORITHMS = ['ES256', 'EdDSA', 'PS256'] as const
const MAX_KEYS = 10
const MIN_RSA_BYTES = 256
const MIN_EXPONENT_BYTES = 3
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

function privateMember(key: unknown): string | null {
  const member = PRIVATE_MEMBERS.find((name) => typeof key === 'object' && key !== null && name in key)
  return member === undefined
    ? null
    : `is a private key (${member}): register the public one, and make another pair, since this one has been sent`
}

function keyFault({ kty, crv, x, y, n, e, alg, use }: PublicKey): string | null {
  if (use !== undefined && use !== 'sig') return 'is not for signatures (use: sig)'
  const algorithm =
    kty === 'EC' && crv === 'P-256'
      ? { name: 'ES256', isWhole: bytesOf(x) === 32 && bytesOf(y) === 32 }
      : kty === 'OKP' && crv === 'Ed25519'
        ? { name: 'EdDSA', isWhole: bytesOf(x) === 32 }
        : kty === 'RSA'
          ? { name: 'PS256', isWhole: bytesOf(n) > 0 && bytesOf(e) > 0 }
          : null
  if (!algorithm) return `is of a kind that is not taken: ${ASSERTION_ALGORITHMS.join(', ')} are`
  if (!algorithm.isWhole) return 'is not whole: its numbers are missing or cut off'
  if (kty === 'RSA' && bytesOf(n) < MIN_RSA_BYTES) return 'is an RSA key of fewer than 2048 bits'
  // With a small one anybody could make signatures (FIPS 186-5 §5.1: above 2^16).
  if (kty === 'RSA' && bytesOf(e) < MIN_EXPONENT_BYTES) return 'is an RSA key with an exponent below 65537'
  return alg === undefined || alg === algorithm.name ? null : `is for ${algorithm.name}, and not for its alg`
}

/** How many bytes a member in base64url has; 0 for what is none. */
const bytesOf = (member: string | undefined): number =>
  member !== undefined && /^[\w-]+$/u.test(member) ? Math.floor((member.length * 3) / 4) : 0
