// A session: how somebody signed in, and how long that is valid.
import { MINUTE_MS } from '@sluis/server-kit/time'

export type Session = {
  id: string
  loginId: string
  kind: 'password' | 'sluis'
  companyId: string | null
  acr: string | null
  refreshedAt: Date | null
  steppedUpAt: Date | null
  popUpPassedAt: Date | null
  createdAt: Date
  seenAt: Date
}

const IDLE_MINUTES = 60
const MAX_HOURS = 10
const REFRESH_AFTER_MINUTES = 10
const STEP_UP_MINUTES = 5
// How long a session may go on where Sluis cannot be asked for a refresh.
const GRACE_MINUTES = 30

const hasElapsed = (since: Date | null, minutes: number, now: Date) =>
  since === null || now.getTime() - since.getTime() >= minutes * MINUTE_MS

export const isLive = (session: Session, now: Date): boolean =>
  !hasElapsed(session.seenAt, IDLE_MINUTES, now) && !hasElapsed(session.createdAt, MAX_HOURS * 60, now)

export const isRefreshDue = (session: Session, now: Date): boolean =>
  session.kind === 'sluis' && hasElapsed(session.refreshedAt, REFRESH_AFTER_MINUTES, now)

/** False where Sluis has been out of reach for so long that the session opens nothing any more. */
export const isInGrace = (session: Session, now: Date): boolean =>
  !hasElapsed(session.refreshedAt, REFRESH_AFTER_MINUTES + GRACE_MINUTES, now)

/** True for five minutes from a confirmation at Sluis that was checked on return. */
export const isSteppedUp = (session: Session, now: Date): boolean =>
  session.kind === 'sluis' && !hasElapsed(session.steppedUpAt, STEP_UP_MINUTES, now)
