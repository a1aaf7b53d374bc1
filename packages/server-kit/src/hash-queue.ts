// The bounded queue in front of password hashing: as many hashes concurrently as cores, no more waiting than are done
// within seconds by the measured time of one, and a quick "busy" past that (decision 0052).
import { availableParallelism } from 'node:os'
import { longestQueue } from './admission.ts'
import { Busy } from './page-middleware.ts'

export type HashQueue = {
  run<Result>(work: () => Promise<Result>): Promise<Result>
  waiting(): number
  /** The next one would be refused. */
  isFull(): boolean
  load(): HashLoad
}
/** `done`: since the start. `busyMs`: all that its places were at work since then. `waitMs`: of whoever came now. */
export type HashLoad = { done: number; busyMs: number; waitMs: number; places: number }

// Longer than that somebody would rather press again. Without a limit each token signature would wait behind the
// hashes in the thread pool.
const LONGEST_WAIT_MS = 3_000
// Until one is measured.
const FIRST_HASH_MS = 15
const TAKEN_OVER = 0.1

/** First in, first out. Rejects with Busy where too many wait already. */
export function createHashQueue(
  places = availableParallelism(),
  maxWaiting = Infinity,
  now: () => number = () => performance.now(),
): HashQueue {
  let running = 0
  let eachMs = FIRST_HASH_MS
  let done = 0
  let busyMs = 0
  const queue: (() => void)[] = []
  const isFull = (): boolean =>
    running >= places && queue.length >= Math.min(maxWaiting, longestQueue(places, eachMs, LONGEST_WAIT_MS))
  return {
    waiting: () => queue.length,
    isFull,
    load: () => ({ done, busyMs, places, waitMs: running < places ? 0 : ((queue.length + 1) * eachMs) / places }),
    async run(work) {
      if (running >= places) {
        if (isFull()) throw new Busy('the hashing queue is full')
        await new Promise<void>((resolve) => queue.push(resolve))
      } else running += 1
      const beganAt = now()
      try {
        return await work()
      } finally {
        const took = now() - beganAt
        eachMs += TAKEN_OVER * (took - eachMs)
        busyMs += took
        done += 1
        // The place is handed on as it is, so that nobody who comes in between takes it.
        const next = queue.shift()
        if (next) next()
        else running -= 1
      }
    },
  }
}
