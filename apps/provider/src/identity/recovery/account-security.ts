// How well an account is protected, and the one next thing that would protect it better. Pure; Home and My details draw
// it.
import { FACTOR_KINDS, type FactorKind } from '#identity/second-factors/factor-kinds.ts'
import { type Factor, isUsable, lacksBackup } from '#identity/second-factors/factors.ts'
import { LOW_THRESHOLD } from './recovery-codes.ts'

export type SecurityFacts = {
  factors: readonly Pick<Factor, 'id' | 'kind' | 'name' | 'lostAt' | 'quarantinedAt'>[]
  /** Null for somebody who never had any. */
  codesLeft: number | null
  /** Whether this device can make a passkey, as far as is known. */
  canMakePasskey: boolean
}

/** What is missing; the first of them is done first. */
export type Missing = 'second-step' | 'backup' | 'codes'
export type NextAction =
  | { does: 'set-up' | 'add-backup' | 'renew-codes' | 'add-passkey' }
  /** Several apps cannot be told apart: this one has no name. */
  | { does: 'name-app'; factorId: string }

export type AccountSecurity = {
  missing: readonly Missing[]
  /** What proves something now, by kind. */
  count: Record<FactorKind, number>
  /** Null without a second step: recovery codes stand in for one. */
  codesLeft: number | null
  next: NextAction | null
}

const ACTIONS = { 'second-step': 'set-up', backup: 'add-backup', codes: 'renew-codes' } as const

export function accountSecurityOf({ factors, codesLeft, canMakePasskey }: SecurityFacts): AccountSecurity {
  const usable = factors.filter(isUsable)
  const ofKind = (kind: FactorKind) => usable.filter((factor) => factor.kind === kind)
  const count = Object.fromEntries(
    (Object.keys(FACTOR_KINDS) as FactorKind[]).map((kind) => [kind, ofKind(kind).length]),
  ) as Record<FactorKind, number>
  const missing: Missing[] =
    usable.length === 0
      ? ['second-step']
      : [
          ...(lacksBackup(usable) ? (['backup'] as const) : []),
          ...((codesLeft ?? 0) <= LOW_THRESHOLD ? (['codes'] as const) : []),
        ]
  return { missing, count, codesLeft, next: nextAction() }

  function nextAction(): NextAction | null {
    if (missing[0]) return { does: ACTIONS[missing[0]] }
    const nameless = count.totp > 1 ? ofKind('totp').find(({ name }) => name === '') : undefined
    if (nameless) return { does: 'name-app', factorId: nameless.id }
    return canMakePasskey && count.passkey === 0 ? { does: 'add-passkey' } : null
  }
}
