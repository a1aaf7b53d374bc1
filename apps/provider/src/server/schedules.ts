// Every timed job in one table.
import type { Log } from '@sluis/server-kit/log'
import { isDatabaseGone } from '@sluis/server-kit/database'

export type Schedule = { name: string; everySeconds: number; run: () => Promise<void> }

/** Starts them; each waits for its own last run. Answers with how to stop: what runs is finished first. */
export function startSchedules(schedules: readonly Schedule[], log: Log): () => Promise<void> {
  const running = new Set<Promise<void>>()
  const timers = schedules.map(({ name, everySeconds, run }) => {
    let busy = false
    return setInterval(() => {
      if (busy) return
      busy = true
      const current = run()
        .catch((error: unknown) =>
          log[isDatabaseGone(error) ? 'warn' : 'error']({ err: error, schedule: name }, 'schedule failed'),
        )
        .finally(() => {
          busy = false
          running.delete(current)
        })
      running.add(current)
    }, everySeconds * 1000)
  })
  return async () => {
    for (const timer of timers) clearInterval(timer)
    await Promise.all(running)
  }
}
