// The slow, salted hash of recovery codes, which have less than 112 bits (NIST SP 800-63B-4 §3.1.2.2).
import { hashRaw } from '@node-rs/argon2'
import type { HashQueue } from '@sluis/server-kit/hash-queue'
import { ARGON2ID } from './passwords.ts'

export type SlowHash = (secret: string, salt: Uint8Array) => Promise<Buffer>

/** One salt serves a whole set, so that one hash finds the code among ten. */
export const createSlowHash =
  (queue: HashQueue, pepper: Uint8Array): SlowHash =>
  (secret, salt) =>
    queue.run(() => hashRaw(secret, { ...ARGON2ID, secret: pepper, salt }))
