// How an e-mail address is judged and compared.
import { accept, refuse, type Decision } from '@sluis/server-kit/decision'

const MAX_CHARACTERS = 254 // RFC 5321 §4.5.3.1.3

/**
 * The address as it is stored and compared: NFKC first, then judged, so that a full-width @ cannot become a second one
 * afterwards; lower case.
 */
export function emailKey(typed: string): Decision<string, 'empty' | 'not-an-address'> {
  const key = typed.trim().normalize('NFKC').toLowerCase()
  if (key === '') return refuse('empty')
  if (
    key.length > MAX_CHARACTERS ||
    !/^[^\s@,;<>()[\]"\\\p{C}]+@[^\s@,;<>()[\]"\\\p{C}]+\.[^\s@,;<>()[\]"\\\p{C}.]+$/u.test(key)
  )
    return refuse('not-an-address')
  return accept(key)
}

/** The address as a page may show it to somebody who has not proved to own it: a•••@example.org. */
export function maskedEmail(email: string): string {
  const [local = '', domain = ''] = email.split('@')
  return `${local.slice(0, 1)}•••@${domain}`
}
