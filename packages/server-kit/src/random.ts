// Randomness from the operating system, as the strings and bytes that programs need.
import { randomFillSync, randomInt, randomUUID } from 'node:crypto'

// Asking the system takes as long for a block as for twelve bytes, so it is asked for blocks, as Node does for UUIDs.
const block = Buffer.alloc(1024)
let given = block.length

/** What was given out is overwritten in the block. */
export function randomBytes(count: number): Buffer<ArrayBuffer> {
  if (count > block.length) return randomFillSync(Buffer.alloc(count))
  if (given + count > block.length) {
    randomFillSync(block)
    given = 0
  }
  const bytes = Buffer.from(block.subarray(given, given + count))
  block.fill(0, given, given + count)
  given += count
  return bytes
}

/**
 * A secret of the given number of random bytes (16 = 128 bits, the least for anything that opens a door), as base64url.
 */
export const randomToken = (bytes = 32): string => randomBytes(bytes).toString('base64url')

/** That many decimal digits, each equally likely; leading zeros included. */
export const randomDigits = (count: number): string => Array.from({ length: count }, () => randomInt(10)).join('')

export const randomId = (): string => randomUUID()
/** True for text that is such an id, and that a database's uuid column can therefore compare. */
export const isId = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)
export { randomInt }
