// A telephone number as it was typed or pasted, made plain.

// Marks of direction that a copied number brings along, and signs without width.
const INVISIBLE = /[\u00AD\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/g
// The zero of each script whose digits phones here type: Arabic, Persian, Devanagari, Bengali.
const ZEROS = [0x660, 0x6f0, 0x966, 0x9e6]

/** All digits as 0 to 9, all dashes as one sign, and nothing invisible. */
export const normalizeTyped = (typed: string): string =>
  typed
    .normalize('NFKC')
    .replaceAll(INVISIBLE, '')
    .replaceAll(/\p{Nd}/gu, asciiDigit)
    .replaceAll(/\p{Pd}|\u2212/gu, '-')
    .replace(/^\s*tel:/i, '')
    .trim()

function asciiDigit(sign: string): string {
  const code = sign.codePointAt(0)!
  const zero = ZEROS.find((each) => code >= each && code < each + 10)
  return zero === undefined ? sign : String(code - zero)
}
