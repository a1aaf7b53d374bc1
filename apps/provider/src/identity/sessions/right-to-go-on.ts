// Whether what somebody was let in to goes on, or what ended it: the one answer for pages, authorization requests,
// tokens and vouchers (decision 0024). Pure. What ends what, path by path: docs/ends-of-rights.md.
import type { Obligation } from '#identity/rollouts/obligation.ts'
import { type Acr, ACR, isAtLeast, type Proofs } from './assurance.ts'

/** What is stored of a person at an application, whatever the session. */
export type ApplicationFacts = {
  isLocked: boolean
  /** False where this directory has put them out of service. */
  isInService: boolean
  /** False where the application lets in only people whom its directory names, and it does not name them. */
  isKnown: boolean
  /** Whether they work at the company that was named; true where none was. */
  worksThere: boolean
}

/** The second factor of a session: none, one that counts, or one of an earlier session that counts no more. */
export type FactorState = 'none' | 'counts' | 'withdrawn'

export type RightFacts = ApplicationFacts & {
  hasEnded: boolean
  /** Whether the application is still registered for what it was given; true for a page of ours. */
  isRegistered: boolean
  /** Whether the person lets the application know what it asks for; true for a page of ours. */
  hasAccess: boolean
  factor: FactorState
  hasSecondFactor: boolean
  obligation: Obligation['obligation']
  /** What a token says was proved; null for the session itself. */
  claimed: Acr | null
}

export type EndAtApplication = 'locked' | 'out-of-service' | 'not-listed' | 'membership-ended'
export type EndOfRight =
  | EndAtApplication
  | 'signed-out'
  | 'not-registered'
  | 'access-withdrawn'
  | 'remembered-withdrawn'
  | 'factor-removed'
  | 'date-passed'
  | 'has-second-factor'

/** Null where an application may let this person in. */
export function endAtApplication(facts: ApplicationFacts): EndAtApplication | null {
  if (facts.isLocked) return 'locked'
  if (!facts.isInService) return 'out-of-service'
  if (!facts.isKnown) return 'not-listed'
  return facts.worksThere ? null : 'membership-ended'
}

export type ShutOut = Exclude<EndAtApplication, 'locked'>
/** By the application's directory: no step of a sign-in would help. */
export const isShutOut = (end: EndOfRight | null): end is ShutOut =>
  end === 'out-of-service' || end === 'not-listed' || end === 'membership-ended'

/** Null where it goes on. */
export function endOfRight(facts: RightFacts): EndOfRight | null {
  if (facts.hasEnded) return 'signed-out'
  const end = endAtApplication(facts)
  if (end !== null) return end
  if (!facts.isRegistered) return 'not-registered'
  if (!facts.hasAccess) return 'access-withdrawn'
  const claimsFactor = facts.claimed === null ? null : isAtLeast(facts.claimed, ACR.twoFactor)
  if (facts.factor === 'counts' && claimsFactor !== false) return null
  // A token never says more than its session still has, asked for or not.
  if (claimsFactor === true) return facts.factor === 'withdrawn' ? 'remembered-withdrawn' : 'factor-removed'
  // One factor: not from the date on, and not once the person has a second one, which is asked for ever after.
  if (facts.obligation !== 'required' && !facts.hasSecondFactor) return null
  if (facts.factor === 'withdrawn') return 'remembered-withdrawn'
  return facts.obligation === 'required' ? 'date-passed' : 'has-second-factor'
}

/** What the proof of an earlier session of this browser rests on. */
export type Remembering = {
  isAdministrator: boolean
  /** All companies of the person allow it. */
  isAllowed: boolean
  /** The browser is still remembered: neither forgotten nor expired. */
  isKept: boolean
}

/** A remembered browser counts while all that it rests on is there, in sessions and tokens alike (decision 0013). */
export function factorState(
  { factorAt, isRemembered }: Pick<Proofs, 'factorAt' | 'isRemembered'>,
  { isAdministrator, isAllowed, isKept }: Remembering,
): FactorState {
  if (factorAt === null) return 'none'
  return !isRemembered || (!isAdministrator && isAllowed && isKept) ? 'counts' : 'withdrawn'
}
