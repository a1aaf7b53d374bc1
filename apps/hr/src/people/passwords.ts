// Passwords of before the change: bcrypt, one hash at a time per core, and a short queue in front.
import { hash, hashSync, verify } from '@node-rs/bcrypt'
import { createHashQueue } from '@sluis/server-kit/hash-queue'
import { randomToken } from '@sluis/server-kit/random'

export const BCRYPT_COST = 10

export type Passwords = ReturnType<typeof createPasswords>

/**
 * `cores`: how many hashes run concurrently; `maxQueue`: how many more may wait before the next gets Busy immediately.
 */
export function createPasswords(cores: number, maxQueue = 50) {
  const decoy = hashSync(randomToken(), { cost: BCRYPT_COST })
  const queue = createHashQueue(cores, maxQueue)
  return {
    /** `storedHash` null, for an address that nobody has: takes the same time and is never right. */
    async matches(password: string, storedHash: string | null): Promise<boolean> {
      const isRight = await queue.run(() => verify(password, storedHash ?? decoy))
      return isRight && storedHash !== null
    },
  }
}

export const hashPassword = (password: string): Promise<string> => hash(password, { cost: BCRYPT_COST })
