// The bounded queue in front of password hashing: as many hashes at once as cores, a bounded number waiting, and a
// quick "busy" past that.
import { availableParallelism } from 'node:os'
import { Busy } from './pages.ts'

export type HashQueue = { run<Result>(work: () => Promise<Result>): Promise<Result>; waiting(): number }

// About a second of work on two cores. Without the limit each token signature would wait behind the hashes in the
// thread pool.
const MOST_WAITING = 150

/** First in, first out. Rejects with Busy where too many wait already. */
export function createHashQueue(atOnce = availableParallelism(), mostWaiting = MOST_WAITING): HashQueue {
  let running = 0
  const line: (() => void)[] = []
  return {
    waiting: () => line.length,
    async run(work) {
      if (running >= atOnce) {
        if (line.length >= mostWaiting) throw new Busy('the hashing queue is full')
        await new Promise<void>((resolve) => line.push(resolve))
      } else running += 1
      try {
        return await work()
      } finally {
        // The place is handed on as it is, so that nobody who comes in between takes it.
        const next = line.shift()
        if (next) next()
        else running -= 1
      }
    },
  }
}
