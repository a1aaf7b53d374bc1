// Randomness from the operating system, as the strings and bytes that programs need.
import { randomBytes, randomInt, randomUUID } from 'node:crypto'

/** A secret of the given number of random bytes (16 = 128 bits, the least for anything that opens a door), as base64url. */
export const randomToken = (bytes = 32): string => randomBytes(bytes).toString('base64url')

/** That many decimal digits, each equally likely; leading zeros included. */
export const randomDigits = (count: number): string => Array.from({ length: count }, () => randomInt(10)).join('')

export const randomId = (): string => randomUUID()
export { randomBytes, randomInt }
