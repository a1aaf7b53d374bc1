// Every timed job in one table.
import { createFailureLog } from '@sluis/server-kit/failure-log'
import type { Log } from '@sluis/server-kit/log'

/**
 * `overlaps`: the next run begins though the last one goes on, which sees to it that nothing is done twice. `isOfOne`:
 * of several processes on a machine the first one does it for all, which is restarted where it ends.
 */
export type Schedule = {
  name: string
  everySeconds: number
  run: () => Promise<void>
  overlaps?: true
  isOfOne?: true
}

/** What the process of this number does; they count from 1. */
export const jobsOf = (schedules: readonly Schedule[], process: number): readonly Schedule[] =>
  schedules.filter(({ isOfOne }) => !isOfOne || process === 1)

// What waits for somebody else (an application that does not answer) is not waited for: another process takes it up.
const STOP_WAIT_MS = 1_500

/**
 * Starts them; each waits for its own last run. Returns how to stop: what runs is finished first, if it is soon.
 */
export function startSchedules(
  schedules: readonly Schedule[],
  log: Log,
  stopWaitMs = STOP_WAIT_MS,
): () => Promise<void> {
  const failed = createFailureLog(log)
  const running = new Set<Promise<void>>()
  let hasStopped = false
  const timers = schedules.map(({ name, everySeconds, run, overlaps }) => {
    let busy = false
    return setInterval(() => {
      if (busy && !overlaps) return
      busy = true
      const current = run()
        .catch((error: unknown) => {
          // Without a database any more, which is no news.
          if (!hasStopped) failed(error, { schedule: name }, 'schedule failed')
        })
        .finally(() => {
          busy = false
          running.delete(current)
        })
      running.add(current)
    }, everySeconds * 1000)
  })
  return async () => {
    for (const timer of timers) clearInterval(timer)
    const limit = Promise.withResolvers<void>()
    const timer = setTimeout(limit.resolve, stopWaitMs)
    await Promise.race([Promise.all(running), limit.promise])
    clearTimeout(timer)
    hasStopped = true
  }
}
