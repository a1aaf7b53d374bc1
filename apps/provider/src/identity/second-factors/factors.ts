// What all second factors have in common, and in which order they are offered.
import type { FactorKind, ProofKind } from '#identity/sessions/assurance.ts'

export type Factor = {
  id: string
  kind: FactorKind
  /** What its owner calls it; empty where they gave it no name. */
  name: string
  enrolledAt: Date
  lastUsedAt: Date
  /** Its owner said that it is gone. */
  lostAt: Date | null
  /** Its owner said "this was not me" soon after it was added. */
  quarantinedAt: Date | null
}

/** One that can still prove something. */
export const isUsable = (factor: Pick<Factor, 'lostAt' | 'quarantinedAt'>): boolean =>
  factor.lostAt === null && factor.quarantinedAt === null

// Where nothing else decides: what cannot be passed on to a false page first (I3).
const STRENGTH: readonly FactorKind[] = ['passkey', 'totp', 'sms']

export type ProofOptions = { factors: readonly Factor[]; recoveryCodesLeft: number; canSendSms: boolean }

/**
 * The ways that this person has in place of the second factor, the first to be shown first: last used, then by
 * strength; a recovery code is the last. Only what the person has (I2, I3, U-10).
 */
export function availableProofs({ factors, recoveryCodesLeft, canSendSms: canText }: ProofOptions): ProofKind[] {
  const usable = factors.filter(isUsable).filter(({ kind }) => kind !== 'sms' || canText)
  const lastUsed = usable.toSorted((one, other) => other.lastUsedAt.getTime() - one.lastUsedAt.getTime())[0]
  const kinds = STRENGTH.filter((kind) => usable.some((factor) => factor.kind === kind))
  const first = kinds.filter((kind) => kind === lastUsed?.kind)
  return [
    ...first,
    ...kinds.filter((kind) => !first.includes(kind)),
    ...(recoveryCodesLeft > 0 ? (['recovery'] as const) : []),
  ]
}
