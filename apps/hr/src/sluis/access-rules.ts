// The rules of the change: what a password still opens, which session is still valid, and what reminder is shown.
// [Note: The instant] A status may be half a minute old. The instant in it is compared with the clock at every request,
// so that an old status lets nobody in late.
import { HOUR_MS } from '@sluis/server-kit/time'
import { dayIn } from '#payroll/calendar.ts'
import type { Status } from './status.ts'
import { isTwoFactor } from './strength.ts'

/** `wall`: set up first. `sluis`: sign in there. `locked`: the account is locked at Sluis. */
export type AccessDecision = 'allowed' | 'wall' | 'sluis' | 'locked'

export type SessionFacts = { kind: 'password' | 'sluis'; acr: string | null }

/** True from the instant on, to the millisecond. */
export function isRequired(status: Status, now: Date): boolean {
  if (status.obligation === 'required') return true
  return status.deadline !== null && now.getTime() >= status.deadline.at.getTime()
}

/** What a right password of before the change opens. It is over once its owner has chosen one at Sluis. */
export function passwordAccess(linked: boolean, status: Status, now: Date): AccessDecision {
  if (status.reason === 'locked') return 'locked'
  if (status.enrolled || status.passwordChosen) return 'sluis'
  if (isRequired(status, now)) return 'wall'
  return linked ? 'sluis' : 'allowed'
}

/** True for a session that is valid whatever the date: Sluis is asked nothing. */
export const isTwoFactorSession = (session: SessionFacts): boolean =>
  session.kind === 'sluis' && isTwoFactor(session.acr)

/** Whether a session still opens the pages; worked out at each request. */
export function sessionAccess(session: SessionFacts, linked: boolean, status: Status, now: Date): AccessDecision {
  if (isTwoFactorSession(session)) return 'allowed'
  if (session.kind === 'password') return passwordAccess(linked, status, now)
  if (status.reason === 'locked') return 'locked'
  return status.enrolled || isRequired(status, now) ? 'sluis' : 'allowed'
}

export type Reminder =
  | { show: 'nothing' }
  | { show: 'banner'; status: Status; isLastDay: boolean }
  /**
   * `left`: the number that Sluis counts by; at 0 the pop-up can only be passed for this session. `canChoose`: how
   * often "Later" can really still be chosen.
   */
  | { show: 'pop-up'; status: Status; isLastDay: boolean; left: number; canChoose: number }

/**
 * How often "Later" can still be chosen. One lasts its hours, so the instant cuts off what would come after it: nobody
 * is promised three times on the last evening.
 */
export function laterLeft({ deadline, snooze }: Pick<Status, 'deadline' | 'snooze'>, now: Date): number {
  if (deadline === null) return snooze.left
  const fit = Math.ceil((deadline.at.getTime() - now.getTime()) / (snooze.hours * HOUR_MS))
  return Math.min(snooze.left, Math.max(0, fit))
}

/** What is said of the next time, after "Later": it lasts until the instant, until tomorrow, or for longer. */
export function afterLater({ deadline, snooze }: Status): 'last' | 'tomorrow' | 'again' {
  if (deadline !== null && snooze.until !== null && snooze.until >= deadline.at) return 'last'
  return snooze.hours === 24 ? 'tomorrow' : 'again'
}

/**
 * What a person who is in and not enrolled is shown before the deadline. `passedThisSession`: the pop-up was passed
 * without a "Later" left.
 */
export function reminderOf(status: Status, now: Date, passedThisSession: boolean): Reminder {
  if (status.enrolled || status.deadline === null) return { show: 'nothing' }
  const isLastDay = dayIn(status.deadline.timezone, now) === status.deadline.lastDay
  const banner: Reminder = { show: 'banner', status, isLastDay }
  if (status.obligation === 'none') return status.reason === 'announced' ? banner : { show: 'nothing' }
  const { left, until } = status.snooze
  const isSnoozed = until !== null ? now < until : status.reason === 'snoozed'
  if (isSnoozed || (left === 0 && passedThisSession)) return banner
  return { show: 'pop-up', status, isLastDay, left, canChoose: laterLeft(status, now) }
}
