// Where each proof of a second factor is asked for, and which of them is asked first.
import { availableProofs } from '#identity/second-factors/factors.ts'
import type { ProofKind } from '#identity/second-factors/factor-kinds.ts'
import type { SignInState } from '#use-cases/sign-in/sign-in-state.ts'

export const PROOF_PAGES: Record<ProofKind, string> = {
  passkey: '/sign-in/passkey',
  totp: '/sign-in/code',
  sms: '/sign-in/text',
  recovery: '/sign-in/recovery',
}

type Has = Pick<SignInState, 'factors' | 'codes' | 'facts'>

/** The proofs that this person has, the first to offer first. */
export function offeredProofs({ factors, codes, facts }: Has, canSendSms: boolean): ProofKind[] {
  const proofs = availableProofs({ factors, recoveryCodesLeft: codes?.left ?? 0, canSendSms })
  // A request for a passkey at the end asks for no other factor before it.
  return facts.passkeyRequired && proofs.includes('passkey')
    ? ['passkey', ...proofs.filter((kind) => kind !== 'passkey')]
    : proofs
}

/** Straight to the first one, where that does not hang on whether SMS can be sent: that is asked at its own address. */
export function secondFactorPage(has: Has): string {
  const [first] = offeredProofs(has, true)
  return first === 'totp' || first === 'passkey' ? PROOF_PAGES[first] : '/sign-in/second-factor'
}
