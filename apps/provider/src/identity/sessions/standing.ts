// What a visit has proved, and what that is worth: assurance, methods and age, worked out from the stored proofs.

export const ACR = { oneFactor: 'urn:sluis:acr:one-factor', twoFactor: 'urn:sluis:acr:two-factor', phishingResistant: 'urn:sluis:acr:phishing-resistant' } as const
export type Acr = (typeof ACR)[keyof typeof ACR]

/** What can be reached here today; phishing-resistant is known, and not reached yet. */
export const REACHABLE: readonly Acr[] = [ACR.oneFactor, ACR.twoFactor]
const RANK: Record<Acr, number> = { [ACR.oneFactor]: 1, [ACR.twoFactor]: 2, [ACR.phishingResistant]: 3 }

export type Proofs = { passwordAt: Date; factorAt: Date | null; factorKind: 'totp' | 'recovery' | null }

export const acrOf = (proofs: Proofs): Acr => (proofs.factorAt === null ? ACR.oneFactor : ACR.twoFactor)

/** RFC 8176, and `rcv` of our own where a recovery code stood in for the second factor. */
export function amrOf(proofs: Proofs): string[] {
  if (proofs.factorAt === null) return ['pwd']
  return ['pwd', proofs.factorKind === 'recovery' ? 'rcv' : 'otp', 'mfa']
}

/** The age of the oldest proof that the acr rests on: never claimed fresher than it is. */
export const authTimeOf = (proofs: Proofs): Date => (proofs.factorAt !== null && proofs.factorAt < proofs.passwordAt ? proofs.factorAt : proofs.passwordAt)

export const isAtLeast = (acr: Acr, wanted: Acr): boolean => RANK[acr] >= RANK[wanted]

const isAcr = (word: string): word is Acr => word in RANK

/**
 * What `acr_values` demands: the lowest of the known words in it, since the application said that each would do; null where it asked for nothing;
 * `unreachable` where none of them can be reached here (RFC 9470 §4: treated as required).
 */
export function demandedAcr(acrValues: string | undefined): Acr | 'unreachable' | null {
  const words = (acrValues ?? '').split(' ').filter(Boolean)
  if (words.length === 0) return null
  const reachable = words.filter(isAcr).filter((word) => REACHABLE.includes(word))
  if (reachable.length === 0) return 'unreachable'
  return reachable.reduce((lowest, word) => (RANK[word] < RANK[lowest] ? word : lowest))
}
