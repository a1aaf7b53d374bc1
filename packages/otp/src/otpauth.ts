// otpauth:// addresses, as authenticator apps read them from a QR code (the "Key URI Format" that all of them follow).

import { decodeBase32, encodeBase32 } from './base32.ts'
import type { Algorithm, Digits } from './one-time-code.ts'

type Moving = { kind: 'totp'; periodSeconds: number } | { kind: 'hotp'; counter: number }

/** `issuer` is null where the address names none. */
export type OtpauthAccount = {
  issuer: string | null
  account: string
  secret: Uint8Array
  algorithm: Algorithm
  digits: Digits
} & Moving

export type OtpauthRefusal =
  | 'not-otpauth'
  | 'unknown-kind'
  | 'no-secret'
  | 'wrong-secret'
  | 'unknown-algorithm'
  | 'wrong-digits'
  | 'wrong-period'
  | 'wrong-counter'
export type OtpauthReading = { ok: true; account: OtpauthAccount } | { ok: false; refusal: OtpauthRefusal }

/** What `buildOtpauth` takes; the rest is the shape that every app can show. */
type Issued = {
  issuer: string
  account: string
  secret: Uint8Array
  algorithm?: Algorithm
  digits?: Digits
  periodSeconds?: number
}

/**
 * The address of a TOTP account. Everything is written, defaults too, for apps whose defaults differ.
 * Throws a RangeError when issuer or account is empty or has a colon, which would shift the border between the two.
 */
export function buildOtpauth({
  issuer,
  account,
  secret,
  algorithm = 'SHA1',
  digits = 6,
  periodSeconds = 30,
}: Issued): string {
  for (const part of [issuer, account]) {
    if (part === '' || part.includes(':')) throw new RangeError('issuer and account must not be empty nor have a colon')
  }
  const label = `${encodeURIComponent(issuer)}:${encodeURIComponent(account)}`
  // Not URLSearchParams: it writes a space as "+", which several apps show as a plus.
  return `otpauth://totp/${label}?secret=${encodeBase32(secret)}&issuer=${encodeURIComponent(issuer)}&algorithm=${algorithm}&digits=${digits}&period=${periodSeconds}`
}

/** Reads an address by any issuer: an unknown parameter is passed over, one that would change the codes is refused. */
export function parseOtpauth(address: string): OtpauthReading {
  // By hand: browsers disagree on how `new URL` splits a scheme that they do not know.
  const parts = /^otpauth:\/\/(?<kind>[^/?]*)\/?(?<label>[^?]*)(?:\?(?<query>.*))?$/isu.exec(address.trim())?.groups
  if (!parts) return refuse('not-otpauth')
  const query = new URLSearchParams(parts['query'] ?? '')
  const kind = parts['kind']?.toLowerCase()
  if (kind !== 'totp' && kind !== 'hotp') return refuse('unknown-kind')

  const typedSecret = query.get('secret') ?? ''
  if (typedSecret.trim() === '') return refuse('no-secret')
  const secret = decodeBase32(typedSecret)
  if (!secret.ok || secret.bytes.length === 0) return refuse('wrong-secret')

  const algorithm = algorithmOf(query.get('algorithm') ?? 'SHA1')
  if (!algorithm) return refuse('unknown-algorithm')
  const digits = digitsOf(query.get('digits') ?? '6')
  if (!digits) return refuse('wrong-digits')

  const known = { ...namesOf(parts['label'] ?? '', query.get('issuer')), secret: secret.bytes, algorithm, digits }
  if (kind === 'hotp') {
    const counter = wholeNumber(query.get('counter') ?? '')
    return counter === null ? refuse('wrong-counter') : { ok: true, account: { ...known, kind, counter } }
  }
  const periodSeconds = wholeNumber(query.get('period') ?? '30')
  return periodSeconds === null || periodSeconds === 0
    ? refuse('wrong-period')
    : { ok: true, account: { ...known, kind, periodSeconds } }
}

const refuse = (refusal: OtpauthRefusal): OtpauthReading => ({ ok: false, refusal })

/** `SHA1`, and its spellings `sha-1` and `HmacSHA1`. */
function algorithmOf(name: string): Algorithm | null {
  const plain = name.toUpperCase().replace(/^HMAC|[-_]/gu, '')
  return plain === 'SHA1' || plain === 'SHA256' || plain === 'SHA512' ? plain : null
}

function digitsOf(text: string): Digits | null {
  const number = wholeNumber(text)
  return number === 6 || number === 7 || number === 8 ? number : null
}

/** Null for anything but digits that make a number JavaScript counts exactly. */
function wholeNumber(text: string): number | null {
  return /^\d{1,15}$/u.test(text) ? Number(text) : null
}

/** The `issuer` parameter wins over the prefix of the label, as in the format's own advice. */
function namesOf(label: string, issuer: string | null): { issuer: string | null; account: string } {
  const [, prefix, account] = /^(?:([^:]*):)?(.*)$/su.exec(decoded(label)) ?? []
  const named = issuer?.trim() || prefix?.trim() || null
  return { issuer: named, account: (account ?? '').trim() }
}

/** Returns the text unchanged where its percent signs encode nothing. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
