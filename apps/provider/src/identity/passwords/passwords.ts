// Hashing and checking of passwords: Argon2id with a pepper for ours, bcrypt for those that came from before the
// change.
import { hash, verify } from '@node-rs/argon2'
import { verify as verifyBcrypt } from '@node-rs/bcrypt'
import type { HashQueue } from '@sluis/server-kit/hash-queue'
import { canonicalBcrypt, isReadWhole } from './bcrypt.ts'
import { MAX_LENGTH, normalPassword as normal } from './password-rule.ts'

export type StoredPassword = { format: 'argon2id' | 'bcrypt'; hash: string }

export type Passwords = {
  hash(password: string): Promise<StoredPassword>
  /**
   * `typed`: of any length. False for a wrong one. With null (nobody has this address) the same work is done and the
   * answer is false.
   */
  matches(stored: StoredPassword | null, password: string): Promise<boolean>
}

/** The work of one hash, for whoever compares costs (OWASP's least for Argon2id: 19 MiB, 2 passes, 1 lane). */
// Argon2id is the library's default algorithm; its enum cannot be named here, since Node only strips types.
export const ARGON2ID = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const

/**
 * May a password that matched this hash be hashed anew? Only where all of it was checked: otherwise a typo behind the
 * 72nd byte would become the password, and the right one would be refused from then on.
 */
export const mayRehash = ({ format }: StoredPassword, password: string): boolean =>
  format === 'bcrypt' && isReadWhole(password) && isReadWhole(normal(password))

export async function createPasswords(queue: HashQueue, pepper: Uint8Array): Promise<Passwords> {
  const settings = { ...ARGON2ID, secret: pepper }
  const nobody = await hash('a password that nobody has', settings)
  return {
    hash: (password) => queue.run(async () => ({ format: 'argon2id', hash: await hash(normal(password), settings) })),
    matches: (stored, typed) =>
      queue.run(async () => {
        // What is longer than any password of ours is not read to its end. bcrypt reads 72 bytes of anything.
        const password = typed.slice(0, MAX_LENGTH + 1)
        if (stored === null) {
          await verify(nobody, normal(password), settings)
          return false
        }
        // A bcrypt hash was made by another program from what it got: not from our normal form.
        if (stored.format === 'bcrypt') {
          const bcrypt = canonicalBcrypt(stored.hash)
          return (
            (await verifyBcrypt(password, bcrypt)) ||
            (normal(password) !== password && (await verifyBcrypt(normal(password), bcrypt)))
          )
        }
        return (await verify(stored.hash, normal(password), settings)) && typed.length <= MAX_LENGTH
      }),
  }
}
