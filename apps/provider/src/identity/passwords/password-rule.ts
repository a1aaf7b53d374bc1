// Which new password may be chosen (NIST SP 800-63B-4 §3.1.1.2, ASVS 6.2): long enough, not one that everybody tries
// first, not made of what is known of its owner.

export type PasswordRefusal = 'empty' | 'too-short' | 'too-long' | 'too-simple' | 'common' | 'about-you'

/** Alone it has to bear everything; beside a second factor less will do. */
export const MIN_LENGTH_ALONE = 15
export const MIN_LENGTH_WITH_FACTOR = 8
export const MAX_LENGTH = 256

export type PasswordFacts = {
  hasSecondFactor: boolean
  /** Name, e-mail address, employers, the product: any case. */
  ownWords: readonly string[]
  /** Is this word, in small letters, among the passwords and words that are tried first? */
  isCommon: (word: string) => boolean
}

/** As it is counted and hashed: the same characters typed on another keyboard are the same password. */
export const normalPassword = (typed: string): string => typed.normalize('NFKC')

/** Null where it may be chosen. */
export function checkPassword(
  typed: string,
  { hasSecondFactor, ownWords, isCommon }: PasswordFacts,
): PasswordRefusal | null {
  const password = normalPassword(typed)
  const length = Array.from(password).length
  if (length === 0) return 'empty'
  // Counted as the sign-in page counts: before the normal form too.
  if (typed.length > MAX_LENGTH || password.length > MAX_LENGTH) return 'too-long'
  if (length < (hasSecondFactor ? MIN_LENGTH_WITH_FACTOR : MIN_LENGTH_ALONE)) return 'too-short'
  const small = password.toLowerCase()
  if (new Set(small).size < 5 || isSequence(small)) return 'too-simple'
  if (forms(small).some(isCommon)) return 'common'
  return rest(small, ownWords) < MIN_OWN_CHARACTERS ? 'about-you' : null
}

const MIN_OWN_CHARACTERS = 5

/**
 * What a guesser makes of one word: the word itself, without the digits and marks around it, and once where it stands
 * several times.
 */
function forms(small: string): string[] {
  const once = /^(.+?)\1+$/u.exec(small)?.[1] ?? small
  return [
    small,
    once,
    ...[small, once].map((form) => form.replaceAll(/^[^\p{L}]+|[^\p{L}]+$/gu, '')).filter((core) => core.length > 2),
  ]
}

/** 12345678…, abcdefgh…, either way: each sign follows the one before it. */
function isSequence(small: string): boolean {
  const signs = Array.from(small, (sign) => sign.codePointAt(0)!)
  const steps = new Set(signs.slice(1).map((sign, at) => sign - signs[at]!))
  // 9 to 0 goes on a row of digits.
  steps.delete(-9)
  steps.delete(9)
  return steps.size === 1 && (steps.has(1) || steps.has(-1) || steps.has(0))
}

/** How many letters and digits are left without the words that anybody knows of this person. */
function rest(small: string, ownWords: readonly string[]): number {
  const words = ownWords
    .flatMap((text) =>
      normalPassword(text)
        .toLowerCase()
        .split(/[^\p{L}\p{N}]+/u),
    )
    .filter((word) => word.length > 2)
  const without = words
    .toSorted((one, other) => other.length - one.length)
    .reduce((left, word) => left.replaceAll(word, ' '), small)
  return without === small ? Number.POSITIVE_INFINITY : Array.from(without.replaceAll(/[^\p{L}\p{N}]/gu, '')).length
}
