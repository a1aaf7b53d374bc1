// Recovery codes: how they look and how a typed one is read.
import { accept, refuse, type Decision } from '@sluis/server-kit/decision'

export const CODES_PER_SET = 10
/** Say so when so few are left. */
export const LOW_THRESHOLD = 3

// 32 signs without I, L, O and U: nobody has to ask whether that is a one or an l. 24 of them are 120 bits.
const SIGNS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
export const CODE_SIGNS = 24
// Of the sets that have a slow hash; people keep them for years.
const FORMER_CODE_SIGNS = 20

/** `bytes`: 24 random ones; 256 is a multiple of 32, so each sign is equally likely. */
export const codeOf = (bytes: Uint8Array): string =>
  Array.from(bytes.subarray(0, CODE_SIGNS), (byte) => SIGNS[byte % 32]).join('')

/** As people read it: 4-4-4-4-4-4. */
export const formatRecoveryCode = (code: string): string => code.match(/.{4}/g)!.join('-')

/**
 * What was typed, of a new set (24 signs) or a former one (20). Any case, with or without dashes and spaces, o for 0
 * and i or l for 1.
 */
export function parseRecoveryCode(typed: string): Decision<string, 'empty' | 'wrong-length'> {
  const code = typed
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '')
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1')
    .replaceAll('U', 'V')
  if (code === '') return refuse('empty')
  return code.length === CODE_SIGNS || code.length === FORMER_CODE_SIGNS ? accept(code) : refuse('wrong-length')
}
