// Base32 of RFC 4648 §6, the alphabet in which people copy and type a TOTP secret.

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** `at` is the place of the first wrong character in the text as it was given, counted from 0. */
export type Base32Decoding =
  | { ok: true; bytes: Uint8Array<ArrayBuffer> }
  | { ok: false; refusal: 'not-base32'; at: number }
  | { ok: false; refusal: 'cut-short' }

/** Upper case, without padding: what authenticator apps expect in a `secret` parameter. */
export function encodeBase32(bytes: Uint8Array): string {
  let text = ''
  let pending = 0
  let pendingBits = 0
  for (const byte of bytes) {
    pending = (pending << 8) | byte
    pendingBits += 8
    while (pendingBits >= 5) {
      pendingBits -= 5
      text += ALPHABET.charAt((pending >>> pendingBits) & 31)
    }
    pending &= (1 << pendingBits) - 1
  }
  return pendingBits > 0 ? text + ALPHABET.charAt((pending << (5 - pendingBits)) & 31) : text
}

/**
 * Reads what people paste: either case, spaces and dashes anywhere, padding or none.
 * An empty text gives no bytes (RFC 4648 §10). A length that no bytes encode to is refused as `cut-short` (RFC 4648
 * §6).
 * Left-over bits that are not zero are let pass (RFC 4648 §3.5 leaves it open): other issuers' secrets have them.
 */
export function decodeBase32(text: string): Base32Decoding {
  const end = endWithoutPadding(text)
  const bytes: number[] = []
  let pending = 0
  let pendingBits = 0
  let characters = 0
  for (let at = 0; at < end; at++) {
    const character = text.charAt(at)
    if (/[\s\p{Pd}]/u.test(character)) continue
    // Only ASCII letters are raised: other alphabets have letters whose upper case is I or S.
    const value = ALPHABET.indexOf(/[a-z]/u.test(character) ? character.toUpperCase() : character)
    if (value < 0) return { ok: false, refusal: 'not-base32', at }
    characters += 1
    pending = (pending << 5) | value
    pendingBits += 5
    if (pendingBits >= 8) {
      pendingBits -= 8
      bytes.push(pending >>> pendingBits)
      pending &= (1 << pendingBits) - 1
    }
  }
  if ([1, 3, 6].includes(characters % 8)) return { ok: false, refusal: 'cut-short' }
  return { ok: true, bytes: Uint8Array.from(bytes) }
}

/** For the eye only: `JBSWY3DPEHPK` becomes `JBSW Y3DP EHPK`. */
export const groupsOfFour = (base32: string): string => base32.match(/.{1,4}/gu)?.join(' ') ?? ''

function endWithoutPadding(text: string): number {
  let end = text.length
  while (end > 0 && /[=\s]/u.test(text.charAt(end - 1))) end -= 1
  return end
}
