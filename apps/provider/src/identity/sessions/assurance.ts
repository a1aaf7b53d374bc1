// What a visit has proved, and what that is worth: assurance, methods and age, worked out from the stored proofs.

export const ACR = {
  oneFactor: 'urn:sluis:acr:one-factor',
  twoFactor: 'urn:sluis:acr:two-factor',
  phishingResistant: 'urn:sluis:acr:phishing-resistant',
} as const
export type Acr = (typeof ACR)[keyof typeof ACR]

export const ACRS: readonly Acr[] = [ACR.oneFactor, ACR.twoFactor, ACR.phishingResistant]
const RANK: Record<Acr, number> = { [ACR.oneFactor]: 1, [ACR.twoFactor]: 2, [ACR.phishingResistant]: 3 }

export type FactorKind = 'totp' | 'sms' | 'passkey'
/** What stood in for the second factor: a factor, or once a recovery code. */
export type ProofKind = FactorKind | 'recovery'

export type Proofs = {
  passwordAt: Date | null
  /** A passkey verified its owner by face, finger or device PIN: in place of the password. */
  verifiedAt: Date | null
  factorAt: Date | null
  factorKind: ProofKind | null
  /** Of a passkey: can its key be copied (swk) or not (hwk)? */
  keyKind: 'hwk' | 'swk' | null
  /** The factor was proved by an earlier visit of the same browser, at `factorAt`. */
  isRemembered: boolean
}

export function acrOf(proofs: Pick<Proofs, 'factorAt' | 'factorKind' | 'isRemembered'>): Acr {
  if (proofs.factorAt === null) return ACR.oneFactor
  return proofs.factorKind === 'passkey' && !proofs.isRemembered ? ACR.phishingResistant : ACR.twoFactor
}

/**
 * True where the visit may be handed to somebody who demands this. A remembered browser never answers a demand (NIST SP
 * 800-63B-4 §5.1): it serves where nothing but the ordinary way in is asked for.
 */
export const meets = (
  proofs: Pick<Proofs, 'factorAt' | 'factorKind' | 'isRemembered'>,
  required: Acr | null,
): boolean =>
  required === null || (isAtLeast(acrOf(proofs), required) && (required === ACR.oneFactor || !proofs.isRemembered))

const METHOD: Record<Exclude<ProofKind, 'passkey'>, string> = { totp: 'otp', sms: 'sms', recovery: 'rcv' }

/**
 * RFC 8176, and of our own: `rcv` where a recovery code stood in for the second factor, `rmb` where it was proved by an
 * earlier visit of this browser.
 */
export function amrOf(proofs: Proofs): string[] {
  const knows = proofs.passwordAt === null ? ['user'] : ['pwd']
  if (proofs.factorAt === null || proofs.factorKind === null) return knows
  const has = proofs.factorKind === 'passkey' ? [proofs.keyKind ?? 'swk', 'pop'] : [METHOD[proofs.factorKind]]
  return proofs.isRemembered ? [...knows, ...has, 'rmb'] : [...knows, ...has, 'mfa']
}

/** When the person was last identified: by password, or by a passkey in its place. */
export function identifiedAt({ passwordAt, verifiedAt }: Pick<Proofs, 'passwordAt' | 'verifiedAt'>): Date {
  const at = Math.max(passwordAt?.getTime() ?? 0, verifiedAt?.getTime() ?? 0)
  return new Date(at)
}

/** The age of the oldest proof that the acr rests on: never claimed fresher than it is. */
export function authTimeOf(proofs: Pick<Proofs, 'passwordAt' | 'verifiedAt' | 'factorAt'>): Date {
  const identified = identifiedAt(proofs)
  return proofs.factorAt !== null && proofs.factorAt < identified ? proofs.factorAt : identified
}

export const isAtLeast = (acr: Acr, wanted: Acr): boolean => RANK[acr] >= RANK[wanted]

const isAcr = (word: string): word is Acr => ACRS.includes(word as Acr)

/**
 * What `acr_values` demands: the lowest of the known words in it, since the application said that each would do; null
 * where it asked for nothing;
 * `unreachable` where none of them is known here (RFC 9470 §4: treated as required).
 */
export function requiredAcr(acrValues: string | undefined): Acr | 'unreachable' | null {
  const words = (acrValues ?? '').split(' ').filter(Boolean)
  if (words.length === 0) return null
  const known = words.filter(isAcr)
  if (known.length === 0) return 'unreachable'
  return known.reduce((lowest, word) => (RANK[word] < RANK[lowest] ? word : lowest))
}
