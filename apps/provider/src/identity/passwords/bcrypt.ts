// bcrypt hashes that other programs made: as every program means them, and how much of a password they tell.

const ALPHABET = './ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
/** `$2b$10$` before 22 characters of salt and 31 of hash. */
const LAST_OF_SALT = 28
const LAST_OF_HASH = 59
const MAX_BYTES = 72

/**
 * The same hash with the bits cleared that nobody reads: 22 characters hold 132 bits and the salt has 128, 31 hold 186
 * and the hash has 184. Some programs leave something there, and a strict reader never opens such a hash.
 */
export const canonicalBcrypt = (hash: string): string =>
  hash.slice(0, LAST_OF_SALT) +
  withoutLowBits(hash, LAST_OF_SALT, 4) +
  hash.slice(LAST_OF_SALT + 1, LAST_OF_HASH) +
  withoutLowBits(hash, LAST_OF_HASH, 2)

const withoutLowBits = (hash: string, at: number, bits: number): string =>
  ALPHABET.charAt((ALPHABET.indexOf(hash.charAt(at)) >> bits) << bits)

/** False where bcrypt stopped reading before the end: whatever stood behind it was never checked. */
export const isReadWhole = (password: string): boolean => Buffer.byteLength(password) < MAX_BYTES
