// The rules of the change: what a password still opens, which session still stands, and what reminder is shown. [Note:
// The instant] A status is an answer of a moment ago. The instant in it is held against the clock at every request, so
// that an answer kept for half a minute cannot let anybody in half a minute late.
import type { Status } from './status.ts'
import { isTwoFactor } from './strength.ts'

/** `open`: come in. `wall`: set up first. `sluis`: sign in there. `closed`: frozen at the owner's word. */
export type AccessDecision = 'allowed' | 'wall' | 'sluis' | 'locked'

export type SessionFacts = { kind: 'password' | 'sluis'; acr: string | null }

/** True from the instant on, to the millisecond. */
export function isRequired(status: Status, now: Date): boolean {
  if (status.obligation === 'required') return true
  return status.deadline !== null && now.getTime() >= status.deadline.at.getTime()
}

/** What a right password of before the change opens. */
export function passwordAccess(linked: boolean, status: Status, now: Date): AccessDecision {
  if (status.reason === 'frozen') return 'locked'
  if (status.enrolled) return 'sluis'
  if (isRequired(status, now)) return 'wall'
  return linked ? 'sluis' : 'allowed'
}

/** True for a session that stands whatever the date: Sluis is asked nothing. */
export const isTwoFactorSession = (session: SessionFacts): boolean =>
  session.kind === 'sluis' && isTwoFactor(session.acr)

/** Whether a session still opens the pages; worked out at each request. */
export function sessionAccess(session: SessionFacts, linked: boolean, status: Status, now: Date): AccessDecision {
  if (isTwoFactorSession(session)) return 'allowed'
  if (session.kind === 'password') return passwordAccess(linked, status, now)
  if (status.reason === 'frozen') return 'locked'
  return status.enrolled || isRequired(status, now) ? 'sluis' : 'allowed'
}

export type Reminder =
  | { show: 'nothing' }
  | { show: 'banner'; status: Status }
  /** `left`: how often "Later" is still there; at 0 the pop-up can only be passed for this visit. */
  | { show: 'pop-up'; status: Status; left: number }

/**
 * What a person who is in and not enrolled is shown before the instant. `passedThisVisit`: the pop-up was passed
 * without a "Later" left.
 */
export function reminderOf(status: Status, now: Date, passedThisSession: boolean): Reminder {
  if (status.enrolled || status.deadline === null) return { show: 'nothing' }
  if (status.obligation === 'none')
    return status.reason === 'announced' ? { show: 'banner', status } : { show: 'nothing' }
  const { left, until } = status.snooze
  const isSnoozed = until !== null ? now < until : status.reason === 'snoozed'
  if (isSnoozed || (left === 0 && passedThisSession)) return { show: 'banner', status }
  return { show: 'pop-up', status, left }
}
