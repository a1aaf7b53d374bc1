// What a person typed or pasted as a code, brought down to ASCII digits, or the reason why it is none.

/** `length` is the number of digits that were typed. */
export type TypedCode =
  | { ok: true; digits: string }
  | { ok: false; refusal: 'empty' | 'not-digits' }
  | { ok: false; refusal: 'wrong-length'; length: number }

// Spaces, dashes, the minus sign, dots, and what is invisible: zero-width and bidi marks, soft hyphen, byte order mark.
const DECORATION = /[\s\p{Zs}\p{Pd}\u2212.\u00b7\u2022\u30fb\p{Cf}]/gu
const DIGIT = /^\p{Nd}$/u

/**
 * Takes the digits of any script: keyboards in Arabic, Persian or Hindi type their own, and a code may be pasted with
 * marks around it that nobody sees.
 */
export function normaliseCode(text: string, length = 6): TypedCode {
  const bare = text.replace(DECORATION, '')
  if (bare === '') return { ok: false, refusal: 'empty' }
  const characters = Array.from(bare)
  if (!characters.every((character) => DIGIT.test(character))) return { ok: false, refusal: 'not-digits' }
  if (characters.length !== length) return { ok: false, refusal: 'wrong-length', length: characters.length }
  return { ok: true, digits: characters.map(valueOf).join('') }
}

/** Unicode keeps the decimal digits of a script together, 0 to 9; where two scripts adjoin, the tens still add up. */
function valueOf(digit: string): number {
  const codePoint = digit.codePointAt(0) as number
  let first = codePoint
  while (DIGIT.test(String.fromCodePoint(first - 1))) first -= 1
  return (codePoint - first) % 10
}
