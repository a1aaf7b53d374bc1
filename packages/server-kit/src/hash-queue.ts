// The bounded queue in front of password hashing: as many hashes concurrently as cores, a bounded number waiting, and a
// quick "busy" past that.
import { availableParallelism } from 'node:os'
import { Busy } from './page-middleware.ts'

export type HashQueue = { run<Result>(work: () => Promise<Result>): Promise<Result>; waiting(): number }

// About a second of work on two cores. Without the limit each token signature would wait behind the hashes in the
// thread pool.
const MAX_WAITING = 150

/** First in, first out. Rejects with Busy where too many wait already. */
export function createHashQueue(concurrency = availableParallelism(), maxWaiting = MAX_WAITING): HashQueue {
  let running = 0
  const queue: (() => void)[] = []
  return {
    waiting: () => queue.length,
    async run(work) {
      if (running >= concurrency) {
        if (queue.length >= maxWaiting) throw new Busy('the hashing queue is full')
        await new Promise<void>((resolve) => queue.push(resolve))
      } else running += 1
      try {
        return await work()
      } finally {
        // The place is handed on as it is, so that nobody who comes in between takes it.
        const next = queue.shift()
        if (next) next()
        else running -= 1
      }
    },
  }
}
