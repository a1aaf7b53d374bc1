// The obligation: from person x company x application x stored facts x now to none, invited or required, with the
import { HOUR_MS } from '@sluis/server-kit/time'
// reason. Pure; everything that lets somebody in or keeps them out asks here.

export type Rollout = {
  companyId: string
  companyName: string
  /** What the application calls this company. */
  company: string
  timezone: string
  announceAt: Date
  promptAt: Date
  requiredAt: Date
  snoozes: number
  snoozeHours: number
}

export type ObligationFacts = {
  locked: boolean
  hasMembership: boolean
  /** Roll-outs of this application at the companies where this person works and that are asked about. */
  rollouts: readonly Rollout[]
  snoozesTaken: number
  snoozedUntil: Date | null
}

export type Reason =
  'no-roll-out' | 'announced' | 'prompt-phase' | 'snoozed' | 'date-passed' | 'no-membership' | 'locked'

export type Obligation = {
  obligation: 'none' | 'invited' | 'required'
  reason: Reason
  /**
   * The roll-out whose date comes first of those that have begun: what there is left of it for this person. Null where
   * there is none.
   */
  rollout: Rollout | null
  snooze: { left: number; until: Date | null }
  /** May the person go on without for now? False from the instant on. */
  mayPostpone: boolean
}

export type Phase = 'planned' | 'announce' | 'prompt' | 'required'

/**
 * At its very instant a phase has begun: 00:00:00.000 of the date is required, the millisecond before it is not (E1).
 */
export function phaseOf(rollout: Pick<Rollout, 'announceAt' | 'promptAt' | 'requiredAt'>, now: Date): Phase {
  if (now >= rollout.requiredAt) return 'required'
  if (now >= rollout.promptAt) return 'prompt'
  return now >= rollout.announceAt ? 'announce' : 'planned'
}

const STRICTNESS: Record<Phase, number> = { planned: 0, announce: 1, prompt: 2, required: 3 }

/**
 * The strictest phase of what applies, and the earliest date of it all: a later one must never hide an earlier one (E2,
 * E10, C7).
 */
export function obligationOf(facts: ObligationFacts, now: Date): Obligation {
  const nothing = (reason: Reason): Obligation => ({
    obligation: 'none',
    reason,
    rollout: null,
    snooze: { left: 0, until: null },
    mayPostpone: true,
  })
  if (facts.locked) return { ...nothing('locked'), mayPostpone: false }
  if (!facts.hasMembership) return nothing('no-membership')

  const begun = facts.rollouts
    .map((rollout) => ({ rollout, phase: phaseOf(rollout, now) }))
    .filter((each) => each.phase !== 'planned')
  const byDate = begun.toSorted((one, other) => one.rollout.requiredAt.getTime() - other.rollout.requiredAt.getTime())
  const decides = byDate.toSorted((one, other) => STRICTNESS[other.phase] - STRICTNESS[one.phase])[0]
  if (!decides) return nothing('no-roll-out')

  const { phase } = decides
  const { rollout } = byDate[0]!
  if (phase === 'required')
    return {
      obligation: 'required',
      reason: 'date-passed',
      rollout,
      snooze: { left: 0, until: null },
      mayPostpone: false,
    }
  const left = Math.max(0, decides.rollout.snoozes - facts.snoozesTaken)
  if (phase === 'announce')
    return { obligation: 'none', reason: 'announced', rollout, snooze: { left, until: null }, mayPostpone: true }
  const snoozed = facts.snoozedUntil !== null && now < facts.snoozedUntil
  return {
    obligation: 'invited',
    reason: snoozed ? 'snoozed' : 'prompt-phase',
    rollout,
    snooze: { left, until: snoozed ? facts.snoozedUntil : null },
    mayPostpone: true,
  }
}

/** Until when a snooze taken now lasts: its length, and never past the instant. */
export const snoozeUntil = (rollout: Pick<Rollout, 'snoozeHours' | 'requiredAt'>, now: Date): Date =>
  new Date(Math.min(now.getTime() + rollout.snoozeHours * HOUR_MS, rollout.requiredAt.getTime()))

/** The last whole day without, in the company's zone, as YYYY-MM-DD: the day of the millisecond before the instant. */
export function lastDay(rollout: Pick<Rollout, 'requiredAt' | 'timezone'>): string {
  return new Intl.DateTimeFormat('sv-SE', {
    timeZone: rollout.timezone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).format(new Date(rollout.requiredAt.getTime() - 1))
}
