// When something is offered again: asked once, after a week once more, and then with long pauses, so that "Not now"
import { DAY_MS } from '@sluis/server-kit/time'
// means something (P11).

export type Offer = { times: number; askedAt: Date }

export const FIRST_PAUSE_DAYS = 7
export const LATER_PAUSE_DAYS = 90

/** `offer`: undefined where it was never made. */
export function isDue(offer: Offer | undefined, now: Date): boolean {
  if (!offer) return true
  const days = offer.times <= 1 ? FIRST_PAUSE_DAYS : LATER_PAUSE_DAYS
  return now.getTime() >= offer.askedAt.getTime() + days * DAY_MS
}
