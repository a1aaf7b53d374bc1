// Sealing of secrets at rest (AES-256-GCM) with the place they belong to bound in, and hashing of tokens.
import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createSecretKey,
  hash,
  type KeyObject,
  timingSafeEqual,
} from 'node:crypto'
import { randomBytes } from './random.ts'

const VERSION = 1
const NONCE_BYTES = 12
const TAG_BYTES = 16
const KEY_ID_BYTES = 4

/** A key as it is handed around: made once, where bytes would be made into one at each use, at the price of the use. */
export type SecretKey = KeyObject

export type Sealer = {
  /**
   * Seals under the first key. `place` is table.column.row: a sealed value copied to another row does not open there.
   */
  seal(place: string, secret: Uint8Array | string): Buffer
  /** Throws where key, place or a bit of the sealed value is not the one it was sealed with. */
  unseal(place: string, sealed: Uint8Array): Buffer
  /** The first bytes of everything that the first key has sealed: tells what is still sealed with another one. */
  readonly firstKeyPrefix: Buffer
  /** How each of the keys is called, in their order: the start of a hash, of which nobody makes a key. */
  readonly keyIds: readonly string[]
  /** A key for one other purpose, derived from the first key (HMAC-SHA-256 as a one-step KDF, NIST SP 800-56C). */
  keyFor(purpose: string): SecretKey
  /**
   * The same of every key, that of the first one first: it makes, and all of them are taken. So what was given out
   * before another key was put in front (a form, a code) is still good.
   */
  keysFor(purpose: string): readonly [SecretKey, ...SecretKey[]]
}

/**
 * `keys`: 32 bytes each; the first seals, all of them open, so that a key is rotated by putting a new one in front.
 * Throws on any other length.
 */
export function createSealer(keys: readonly Uint8Array[]): Sealer {
  if (keys.length === 0 || keys.some((key) => key.length !== 32))
    throw new Error('a sealing key has 32 bytes, and there is at least one')
  const known = keys.map((key) => ({
    key: createSecretKey(key),
    id: createHash('sha256').update('sluis key id').update(key).digest().subarray(0, KEY_ID_BYTES),
  }))
  const first = known[0]!
  const firstKeyPrefix = Buffer.concat([Buffer.of(VERSION), first.id])
  const derived = (key: SecretKey, purpose: string): SecretKey =>
    createSecretKey(hmacSha256(key, `sluis purpose ${purpose}`))
  const derivedKeys = new Map<string, readonly [SecretKey, ...SecretKey[]]>()
  function keysFor(purpose: string): readonly [SecretKey, ...SecretKey[]] {
    const before = derivedKeys.get(purpose)
    if (before) return before
    const made = [derived(first.key, purpose), ...known.slice(1).map(({ key }) => derived(key, purpose))] as const
    derivedKeys.set(purpose, made)
    return made
  }

  return {
    seal(place, secret) {
      const nonce = randomBytes(NONCE_BYTES)
      const cipher = createCipheriv('aes-256-gcm', first.key, nonce)
      cipher.setAAD(Buffer.from(place))
      return Buffer.concat([firstKeyPrefix, nonce, cipher.update(secret), cipher.final(), cipher.getAuthTag()])
    },
    unseal(place, sealed) {
      const bytes = Buffer.isBuffer(sealed) ? sealed : Buffer.from(sealed)
      if (bytes[0] !== VERSION || bytes.length < 1 + KEY_ID_BYTES + NONCE_BYTES + TAG_BYTES)
        throw new Error(`not a sealed value: ${place}`)
      const id = bytes.subarray(1, 1 + KEY_ID_BYTES)
      const key = known.find((each) => each.id.equals(id))?.key
      if (!key) throw new Error(`sealed with a key that is not in the settings: ${place}`)
      const nonce = bytes.subarray(1 + KEY_ID_BYTES, 1 + KEY_ID_BYTES + NONCE_BYTES)
      const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES })
      decipher.setAAD(Buffer.from(place))
      decipher.setAuthTag(bytes.subarray(-TAG_BYTES))
      const secret = decipher.update(bytes.subarray(1 + KEY_ID_BYTES + NONCE_BYTES, -TAG_BYTES))
      // Throws where it was changed; of this cipher nothing is left to come.
      decipher.final()
      return secret
    },
    firstKeyPrefix,
    keyIds: known.map(({ id }) => id.toString('hex')),
    keyFor: (purpose) => keysFor(purpose)[0],
    keysFor,
  }
}

/** The id of the key that a sealed value needs. */
export const keyIdOf = (sealed: Uint8Array): string => Buffer.from(sealed.subarray(1, 1 + KEY_ID_BYTES)).toString('hex')

/**
 * How a token of at least 128 random bits is stored and looked up: its SHA-256. Shorter secrets need a slow, salted
 * hash instead.
 */
export const hashToken = (token: string): Buffer => sha256(token)

export const sha256 = (data: Uint8Array | string): Buffer => hash('sha256', data, 'buffer')
export const hmacSha256 = (key: SecretKey | Uint8Array, data: string): Buffer =>
  createHmac('sha256', key).update(data).digest()
/** Only to verify what third parties sign with HMAC-SHA1. */
export const hmacSha1 = (key: Uint8Array, data: string): Buffer => createHmac('sha1', key).update(data).digest()

/** Equality that takes the same time wherever the two differ; false for different lengths. */
export const sameBytes = (one: Uint8Array, other: Uint8Array): boolean =>
  one.length === other.length && timingSafeEqual(one, other)
