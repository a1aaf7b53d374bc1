// The kinds of second factor, and what is particular to each. A kind that is added here does not compile until every
// table that is keyed by kind has it.

type Traits = {
  /** A false page cannot pass it on to the real one. */
  isPhishingResistant: boolean
  /** It is gone when the phone is gone. */
  isOnPhone: boolean
  /** It works only while messages can be sent. */
  requiresSms: boolean
  /** Somebody's only factor it may be where all of their companies allow it; a backup it may always be. */
  requiresPermission: boolean
}

/** The strongest first: in this order they are offered where nothing else decides (I3). */
export const FACTOR_KINDS = {
  passkey: { isPhishingResistant: true, isOnPhone: false, requiresSms: false, requiresPermission: false },
  totp: { isPhishingResistant: false, isOnPhone: true, requiresSms: false, requiresPermission: false },
  sms: { isPhishingResistant: false, isOnPhone: true, requiresSms: true, requiresPermission: true },
} as const satisfies Record<string, Traits>

export type FactorKind = keyof typeof FACTOR_KINDS
/** What was proved in place of the second factor: a factor, or once a recovery code. */
export type ProofKind = FactorKind | 'recovery'

export const ALL_FACTOR_KINDS = Object.keys(FACTOR_KINDS) as FactorKind[]

export const isPhishingResistant = (kind: ProofKind | null): boolean =>
  kind !== null && kind !== 'recovery' && FACTOR_KINDS[kind].isPhishingResistant
