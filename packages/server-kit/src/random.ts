// Randomness from the operating system, as the strings and bytes that programs need.
import { randomBytes, randomInt, randomUUID } from 'node:crypto'

/**
 * A secret of the given number of random bytes (16 = 128 bits, the least for anything that opens a door), as base64url.
 */
export const randomToken = (bytes = 32): string => randomBytes(bytes).toString('base64url')

/** That many decimal digits, each equally likely; leading zeros included. */
export const randomDigits = (count: number): string => Array.from({ length: count }, () => randomInt(10)).join('')

export const randomId = (): string => randomUUID()
/** True for text that is such an id, and that a database's uuid column can therefore compare. */
export const isId = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)
export { randomBytes, randomInt }
