// What all second factors have in common, and in which order they are offered.
import { ALL_FACTOR_KINDS, FACTOR_KINDS, type FactorKind, type ProofKind } from './factor-kinds.ts'

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

/** Of one factor somebody has nothing left when it is gone; recovery codes are no way of every day. */
export const lacksBackup = (factors: readonly Pick<Factor, 'lostAt' | 'quarantinedAt'>[]): boolean =>
  factors.filter(isUsable).length === 1

/**
 * Nothing that works is left but what may stand alone only where it is allowed: a text message (decision 0016). Whether
 * it is allowed, the companies say.
 */
export const requiresPermission = (factors: readonly Pick<Factor, 'kind' | 'lostAt' | 'quarantinedAt'>[]): boolean => {
  const usable = factors.filter(isUsable)
  return usable.length > 0 && usable.every(({ kind }) => FACTOR_KINDS[kind].requiresPermission)
}

export type ProofOptions = { factors: readonly Factor[]; recoveryCodesLeft: number; canSendSms: boolean }

/**
 * Proved once since it was added, so that its owner has shown that they go by it. A passkey is made by using it, to be
 * asked for from then on; an app or a number may be there for a bad day only.
 */
const wasProved = ({ kind, enrolledAt, lastUsedAt }: Factor): boolean => kind === 'passkey' || lastUsedAt > enrolledAt

/** The one that its owner goes by: proved last; before any was proved, the first that they added. */
const usualFactor = (factors: readonly Factor[]): Factor | undefined => {
  const proved = factors.filter(wasProved)
  return proved.length > 0
    ? proved.toSorted((one, other) => other.lastUsedAt.getTime() - one.lastUsedAt.getTime())[0]
    : factors.toSorted((one, other) => one.enrolledAt.getTime() - other.enrolledAt.getTime())[0]
}

/**
 * What this person can prove in place of the second factor, in the order in which it is offered: the usual one, then by
 * strength, a recovery code last. A backup that was only added is not the usual one. Only what the person has (I2, I3,
 * U-10).
 */
export function availableProofs({ factors, recoveryCodesLeft, canSendSms }: ProofOptions): ProofKind[] {
  const usable = factors.filter(isUsable).filter(({ kind }) => canSendSms || !FACTOR_KINDS[kind].requiresSms)
  const usual = usualFactor(usable)
  const kinds = ALL_FACTOR_KINDS.filter((kind) => usable.some((factor) => factor.kind === kind))
  const first = kinds.filter((kind) => kind === usual?.kind)
  return [
    ...first,
    ...kinds.filter((kind) => !first.includes(kind)),
    ...(recoveryCodesLeft > 0 ? (['recovery'] as const) : []),
  ]
}
