// The code that a device shows: eight letters in two groups, without vowels and digits, so that it spells nothing and
// no two signs look alike (RFC 8628 §6.1). Pure.
import { type Decision, accept, refuse } from '@sluis/server-kit/decision'

export const USER_CODE_ALPHABET = 'BCDFGHJKLMNPQRSTVWXZ'
export const USER_CODE_LENGTH = 8
/** How many there are: 34 bits. */
export const USER_CODES = USER_CODE_ALPHABET.length ** USER_CODE_LENGTH

/** What nobody means to type: spaces, dashes, dots, invisible marks. */
const BETWEEN = /[\s\p{Pd}\p{Cf}._·]/gu
const MAX_TYPED = 100

/** Either case, any grouping, full-width letters. A text of another form is no guess. */
export function readUserCode(text: string): Decision<string, 'empty' | 'no-user-code'> {
  const typed = text.slice(0, MAX_TYPED).normalize('NFKC').replace(BETWEEN, '').toUpperCase()
  if (typed === '') return refuse('empty')
  return new RegExp(`^[${USER_CODE_ALPHABET}]{${USER_CODE_LENGTH}}$`).test(typed)
    ? accept(typed)
    : refuse('no-user-code')
}

/** As the device shows it: "WDJB-MJHT". */
export const formatUserCode = (code: string): string =>
  `${code.slice(0, USER_CODE_LENGTH / 2)}-${code.slice(USER_CODE_LENGTH / 2)}`
