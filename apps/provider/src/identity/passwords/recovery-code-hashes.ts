// How recovery codes are stored: keyed and salted (decision 0046), and of the sets from before that, slowly hashed.
import { hashRaw } from '@node-rs/argon2'
import type { HashQueue } from '@sluis/server-kit/hash-queue'
import { hmacSha256 } from '@sluis/server-kit/sealing'
import { ARGON2ID } from './passwords.ts'

/** `argon2id`: of 100 bits, too few for a fast hash (112, NIST SP 800-63B-4 §3.1.2.2). */
export type CodeHashing = 'hmac-sha256' | 'argon2id'

export type CodeHashes = {
  /** For a new set. */
  create: (code: string, salt: Uint8Array) => Buffer
  /** As the codes of this set were hashed. Rejects with Busy where that takes long and too many wait. */
  find: (code: string, set: { hashing: CodeHashing; salt: Uint8Array }) => Promise<Buffer>
}

/** One salt serves a whole set, so that one hash finds the code among ten. */
export function createCodeHashes(queue: HashQueue, pepper: Uint8Array): CodeHashes {
  const key = hmacSha256(pepper, 'sluis purpose recovery codes')
  const create = (code: string, salt: Uint8Array): Buffer =>
    hmacSha256(key, `${Buffer.from(salt).toString('hex')} ${code}`)
  return {
    create,
    find: async (code, { hashing, salt }) =>
      hashing === 'argon2id'
        ? queue.run(() => hashRaw(code, { ...ARGON2ID, secret: pepper, salt }))
        : create(code, salt),
  }
}
