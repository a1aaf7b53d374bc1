// What is pasted into the desk's phone, or read from a picture: the green code, or the whole address that a QR code
// holds.
import { decodeBase32, encodeBase32, parseOtpauth, type Algorithm, type Digits } from '@sluis/otp'
import { accept, refuse, type Decision } from '@sluis/server-kit/decision'

/** `account`: '' where it is not known. `secret`: base32. */
export type PhoneKey = {
  name: string
  account: string
  secret: string
  algorithm: Algorithm
  digits: Digits
  periodSeconds: number
}
export type KeyRefusal = 'nothing' | 'not-a-key' | 'cut-short' | 'counts'

const MAX_LENGTH = 1_000
const MAX_NAME = 60
/** As apps demand of a key (RFC 4226 §4): 80 bits, though it says 128. */
const MIN_BYTES = 10

/** `typedName`: '' for what the address says, or "Sluis". */
export function readKey(typed: string, typedName: string): Decision<PhoneKey, KeyRefusal> {
  const text = typed.trim()
  if (text === '') return refuse('nothing')
  if (text.length > MAX_LENGTH) return refuse('not-a-key')
  const ownName = oneLine(typedName)
  if (/^otpauth:/i.test(text)) {
    const read = parseOtpauth(text)
    if (!read.ok) return refuse('not-a-key')
    const { account } = read
    if (account.kind !== 'totp') return refuse('counts')
    return accept({
      name: ownName || oneLine(account.issuer ?? '') || 'Sluis',
      account: oneLine(account.account),
      secret: encodeBase32(account.secret),
      algorithm: account.algorithm,
      digits: account.digits,
      periodSeconds: account.periodSeconds,
    })
  }
  const secret = decodeBase32(text)
  if (!secret.ok) return refuse(secret.refusal === 'cut-short' ? 'cut-short' : 'not-a-key')
  if (secret.bytes.length < MIN_BYTES) return refuse('cut-short')
  return accept({
    name: ownName || 'Sluis',
    account: '',
    secret: encodeBase32(secret.bytes),
    algorithm: 'SHA1',
    digits: 6,
    periodSeconds: 30,
  })
}

const oneLine = (text: string): string =>
  text
    .replaceAll(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, MAX_NAME)
