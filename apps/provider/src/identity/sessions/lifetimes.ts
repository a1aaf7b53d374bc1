// How long sessions live.
import { MINUTE_MS } from '@sluis/server-kit/time'

/** A sign-in that is not finished in this time starts again; long enough to fetch an app from a store. */
export const SIGN_IN_MINUTES = 60
export const SESSION_IDLE_MINUTES = 60
export const SESSION_HOURS = 10
/** An administrator's session ends sooner where it is left alone. */
export const ADMIN_IDLE_MINUTES = 15
/** How fresh proofs must be to change a second factor. */
export const SUDO_MINUTES = 5

const minutes = (count: number): number => count * MINUTE_MS

export type SessionTimes = {
  beganAt: Date
  lastSeenAt: Date
  signedInAt: Date | null
  endedAt: Date | null
  isAdministrator?: boolean
}

/** Alive: not ended, not idle too long, not too old. */
export function isAlive(session: SessionTimes, now: Date): boolean {
  if (session.endedAt !== null) return false
  if (session.signedInAt === null) return now.getTime() < session.beganAt.getTime() + minutes(SIGN_IN_MINUTES)
  const idle = minutes(session.isAdministrator ? ADMIN_IDLE_MINUTES : SESSION_IDLE_MINUTES)
  return (
    now.getTime() - session.lastSeenAt.getTime() < idle &&
    now.getTime() < session.signedInAt.getTime() + minutes(SESSION_HOURS * 60)
  )
}
