// A bucket that leaks, for what many people share: each failure is a drop, and a full bucket refuses until the next
// drop has run out. It never locks, and knocking makes no wait longer. A store keeps two instants of it: when the last
// drop fell, and when it will be empty.
import { CLOCK_TOLERANCE_MS, HOUR_MS } from './time.ts'

/** `capacity`: how many failures it holds. `perHour`: how many run out of it in an hour. */
export type LeakyBucket = { capacity: number; perHour: number }

/** How long one failure takes to run out. */
export const msPerDrop = ({ perHour }: LeakyBucket): number => HOUR_MS / perHour

/** How far ahead the instant may lie at which a bucket will be empty. */
export const msWhenFull = (bucket: LeakyBucket): number => bucket.capacity * msPerDrop(bucket)

/** As it is stored. */
export type StoredBucket = { emptyAt: Date; lastAt: Date }

/** From when on a bucket that refused takes one more. */
export function nextPlaceAt(bucket: LeakyBucket, { emptyAt, lastAt }: StoredBucket, now: Date): Date {
  const ahead = lastAt.getTime() - now.getTime()
  const putBack = ahead > CLOCK_TOLERANCE_MS ? ahead : 0
  return new Date(Math.max(now.getTime(), emptyAt.getTime() - putBack + msPerDrop(bucket) - msWhenFull(bucket)))
}
