// Passwords of before the change: bcrypt, one hash at a time per core, and a short queue in front.
import { hash, hashSync, verify } from '@node-rs/bcrypt'
import { Busy, randomToken } from '@sluis/ground'

export const BCRYPT_COST = 10

export type Passwords = ReturnType<typeof createPasswords>

/** `cores`: how many hashes run at once; `longestQueue`: how many more may wait before the next gets Busy at once. */
export function createPasswords(cores: number, longestQueue = 50) {
  const decoy = hashSync(randomToken(), { cost: BCRYPT_COST })
  const waiting: (() => void)[] = []
  let running = 0

  async function inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (running >= cores) {
      if (waiting.length >= longestQueue) throw new Busy('too many passwords wait to be compared')
      await new Promise<void>((resolve) => waiting.push(resolve))
    } else running += 1
    try {
      return await work()
    } finally {
      // The turn is handed on, so `running` only falls when nobody waits.
      const next = waiting.shift()
      if (next) next()
      else running -= 1
    }
  }

  return {
    /** `storedHash` null, for an address that nobody has: takes the same time and is never right. */
    async matches(password: string, storedHash: string | null): Promise<boolean> {
      const isRight = await inTurn(() => verify(password, storedHash ?? decoy))
      return isRight && storedHash !== null
    },
  }
}

export const hashPassword = (password: string): Promise<string> => hash(password, { cost: BCRYPT_COST })
