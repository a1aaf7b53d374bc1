// What a session has proved, and what that is worth: assurance, methods and age, derived from the stored proofs.
import { isPhishingResistant, type ProofKind } from '#identity/second-factors/factor-kinds.ts'

export const ACR = {
  oneFactor: 'urn:sluis:acr:one-factor',
  twoFactor: 'urn:sluis:acr:two-factor',
  phishingResistant: 'urn:sluis:acr:phishing-resistant',
} as const
export type Acr = (typeof ACR)[keyof typeof ACR]

export const ACRS: readonly Acr[] = [ACR.oneFactor, ACR.twoFactor, ACR.phishingResistant]
const RANK: Record<Acr, number> = { [ACR.oneFactor]: 1, [ACR.twoFactor]: 2, [ACR.phishingResistant]: 3 }

export type Proofs = {
  passwordAt: Date | null
  /** A passkey verified its owner by face, finger or device PIN: in place of the password. */
  verifiedAt: Date | null
  factorAt: Date | null
  factorKind: ProofKind | null
  /** Of a passkey: can its key be copied (swk) or not (hwk)? */
  keyKind: 'hwk' | 'swk' | null
  /** The factor was proved in an earlier session of the same browser, at `factorAt`. */
  isRemembered: boolean
}

export function acrOf(proofs: Pick<Proofs, 'factorAt' | 'factorKind' | 'isRemembered'>): Acr {
  if (proofs.factorAt === null) return ACR.oneFactor
  return isPhishingResistant(proofs.factorKind) && !proofs.isRemembered ? ACR.phishingResistant : ACR.twoFactor
}

/**
 * Whether the session is enough for an application that requires this. A remembered browser never meets a requirement
 * (NIST SP 800-63B-4 §5.1): it counts only where nothing more than an ordinary sign-in is asked for.
 */
export const meets = (
  proofs: Pick<Proofs, 'factorAt' | 'factorKind' | 'isRemembered'>,
  required: Acr | null,
): boolean =>
  required === null || (isAtLeast(acrOf(proofs), required) && (required === ACR.oneFactor || !proofs.isRemembered))

const METHODS: Record<ProofKind, (proofs: Pick<Proofs, 'keyKind'>) => string[]> = {
  passkey: ({ keyKind }) => [keyKind ?? 'swk', 'pop'],
  totp: () => ['otp'],
  sms: () => ['sms'],
  recovery: () => ['rcv'],
}

/**
 * RFC 8176, and two words of our own: `rcv` for a recovery code in place of the second factor, `rmb` where an earlier
 * session of this browser proved it.
 */
export function amrOf(proofs: Proofs): string[] {
  const knows = proofs.passwordAt === null ? ['user'] : ['pwd']
  if (proofs.factorAt === null || proofs.factorKind === null) return knows
  const has = METHODS[proofs.factorKind](proofs)
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
 * What `acr_values` requires: the lowest of the known words in it, since the application accepts each of them; null
 * where it is empty; `unreachable` where none of them is known here (RFC 9470 §4: treated as required).
 */
export function requiredAcr(acrValues: string | undefined): Acr | 'unreachable' | null {
  const words = (acrValues ?? '').split(' ').filter(Boolean)
  if (words.length === 0) return null
  const known = words.filter(isAcr)
  if (known.length === 0) return 'unreachable'
  return known.reduce((lowest, word) => (RANK[word] < RANK[lowest] ? word : lowest))
}
