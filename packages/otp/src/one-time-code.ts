// One-time codes: HOTP (RFC 4226), and TOTP (RFC 6238), which is HOTP counting steps of time.

import { hmac } from './hmac.ts'
import { sha1 } from './sha1.ts'
import { sha256 } from './sha256.ts'
import { sha512 } from './sha512.ts'

export type Algorithm = 'SHA1' | 'SHA256' | 'SHA512'
export type Digits = 6 | 7 | 8

/** How a code is computed. What is left out is what every authenticator app assumes by default. */
export type CodeShape = { algorithm?: Algorithm; digits?: Digits }

const PERIOD_SECONDS = 30

/** The step of time that `date` falls in (RFC 6238 §4.2, with T0 = 0). */
export const stepAt = (date: Date, periodSeconds = PERIOD_SECONDS): number =>
  Math.floor(date.getTime() / 1000 / periodSeconds)

/**
 * The code of one step (TOTP) or count (HOTP). Throws a RangeError on an empty secret and on a step that is not a whole
 * number from 0.
 */
export function codeAt(secret: Uint8Array, step: number, shape: CodeShape = {}): string {
  return coder(secret, shape)(step)
}

/**
 * The step within `window` of `around` whose code this is, or null. Of two such steps it is the nearer one.
 * Every candidate is computed and compared whole, found or not, so that the time taken tells nothing of the code.
 * A step returned here is not consumed: the caller records it before trusting it (RFC 6238 §5.2).
 */
export function findMatchingStep(
  secret: Uint8Array,
  code: string,
  around: number,
  window: number,
  shape: CodeShape = {},
): number | null {
  const codeOf = coder(secret, shape)
  let found: number | null = null
  for (let distance = window; distance >= 0; distance--) {
    for (const step of new Set([around - distance, around + distance])) {
      if (step >= 0 && constantTimeEqual(codeOf(step), code)) found = step
    }
  }
  return found
}

function coder(secret: Uint8Array, { algorithm = 'SHA1', digits = 6 }: CodeShape): (step: number) => string {
  if (secret.length === 0) throw new RangeError('a one-time code needs a secret that is not empty')
  const sign = signer(algorithm, secret)
  return (step) => {
    if (!Number.isSafeInteger(step) || step < 0) throw new RangeError(`a step is a whole number from 0, not ${step}`)
    return truncate(sign(eightBytes(step)), digits)
  }
}

function signer(algorithm: Algorithm, secret: Uint8Array): (message: Uint8Array) => Uint8Array {
  switch (algorithm) {
    case 'SHA1':
      return hmac(sha1, secret)
    case 'SHA256':
      return hmac(sha256, secret)
    case 'SHA512':
      return hmac(sha512, secret)
  }
}

function eightBytes(count: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(8))
  view.setUint32(0, Math.floor(count / 2 ** 32))
  view.setUint32(4, count % 2 ** 32)
  return new Uint8Array(view.buffer)
}

/** Dynamic truncation (RFC 4226 §5.3). */
function truncate(signature: Uint8Array, digits: Digits): string {
  const view = new DataView(signature.buffer)
  const offset = view.getUint8(signature.length - 1) & 0x0f
  const number = view.getUint32(offset) & 0x7fffffff
  return String(number % 10 ** digits).padStart(digits, '0')
}

/** Compares every character; only the lengths, which are no secret, end it early. */
function constantTimeEqual(expected: string, actual: string): boolean {
  if (expected.length !== actual.length) return false
  let difference = 0
  for (let at = 0; at < expected.length; at++) difference |= expected.charCodeAt(at) ^ actual.charCodeAt(at)
  return difference === 0
}
