// How an e-mail address is judged, compared and mailed: one rule for every door of every app.
import { domainToASCII, domainToUnicode } from 'node:url'
import { accept, refuse, type Decision } from './decision.ts'

export type EmailRefusal = 'empty' | 'not-an-address'
/** `email`: as it is stored, shown and mailed. `key`: as it is compared. */
export type EmailAddress = { email: string; key: string }

const MAX_CHARACTERS = 254 // RFC 5321 §4.5.3.1.3
// Words with a dot between each two (RFC 5322 §3.2.3): servers refuse two dots in a row, or one at an end.
const LOCAL = /^[^\s@,;:<>()[\]"\\\p{C}\u3002.]+(?:\.[^\s@,;:<>()[\]"\\\p{C}\u3002.]+)*$/u
const MAX_LOCAL_BYTES = 64 // RFC 5321 §4.5.3.1.1
// What a parser of addresses on the web would read as more than a host.
const NOT_IN_DOMAIN = /[\s@,;:<>()[\]"\\/?#%\p{C}]/u
// The last label has a letter: numbers alone would be a network address.
const DOMAIN = /^(?:[a-z0-9_-]{1,63}\.)+(?=[a-z0-9-]*[a-z])[a-z0-9-]{1,63}$/
const AT_AN_END = /^-|-$/

/**
 * NFKC first, then judged, so that a full-width @ cannot become a second one afterwards. The key is in lower case, its
 * domain in the form of the domain name system (RFC 5890 §2.3.2.1): browsers send one form or the other.
 */
export function readEmail(typed: string): Decision<EmailAddress, EmailRefusal> {
  const text = typed.trim().normalize('NFKC')
  if (text === '') return refuse('empty')
  const at = text.lastIndexOf('@')
  const local = text.slice(0, Math.max(at, 0))
  const domain = asciiDomain(text.slice(at + 1))
  if (text.length > MAX_CHARACTERS || !LOCAL.test(local) || domain === null) return refuse('not-an-address')
  if (Buffer.byteLength(local) > MAX_LOCAL_BYTES) return refuse('not-an-address')
  const key = `${local.toLowerCase()}@${domain}`
  if (key.length > MAX_CHARACTERS) return refuse('not-an-address')
  // The ideographic full stop is a plain one in a domain, and no mail program takes it.
  return accept({ email: text.replaceAll('\u3002', '.'), key })
}

/** The address as it is compared. */
export function emailKey(typed: string): Decision<string, EmailRefusal> {
  const read = readEmail(typed)
  return read.ok ? accept(read.value.key) : read
}

/** A key with its domain in either form, for records that keep addresses as they were typed. */
export const formsOfKey = (key: string): string[] => {
  const at = key.lastIndexOf('@') + 1
  return [...new Set([key, key.slice(0, at) + domainToUnicode(key.slice(at))])]
}

/** The domain as people read it: of xn--… the letters that it stands for; empty where it is none. */
export const readableDomain = (domain: string): string => domainToUnicode(domain)

/** The domain as mail servers know it; null where it is none. */
export function asciiDomain(domain: string): string | null {
  if (domain.length > MAX_CHARACTERS || NOT_IN_DOMAIN.test(domain)) return null
  const ascii = domainToASCII(domain.toLowerCase())
  return DOMAIN.test(ascii) && ascii.split('.').every(isLabel) ? ascii : null
}

/** A label in the form of the domain name system has a readable one that leads back to it (RFC 5891 §5.4). */
function isLabel(label: string): boolean {
  if (AT_AN_END.test(label)) return false
  if (!label.startsWith('xn--')) return true
  const readable = domainToUnicode(label)
  return readable !== '' && readable !== label && domainToASCII(readable) === label
}
