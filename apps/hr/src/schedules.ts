// Every timed job of Kade in one table. A job that is still at work is not started again.
import { createFailureLog } from '@sluis/server-kit/failure-log'
import type { Log } from '@sluis/server-kit/log'
import { runPay } from '#payroll/pay-run.ts'
import type { Deps } from '#deps'

type Job = { name: string; everySeconds: number; atStart: boolean; run(deps: Deps): Promise<unknown> }

// prettier-ignore
const JOBS: Job[] = [
  { name: 'sync directory',    everySeconds: 1,    atStart: true,  run: ({ directorySync }) => directorySync.runOnce() },
  { name: 'pay run',           everySeconds: 60,   atStart: true,  run: ({ payslips, clock }) => runPay(payslips, clock.now()) },
  { name: 'prune sessions',    everySeconds: 3600, atStart: false, run: ({ sessions, clock }) => sessions.prune(clock.now()) },
  { name: 'prune requests',    everySeconds: 3600, atStart: false, run: ({ authorizationRequests, clock }) => authorizationRequests.prune(clock.now()) },
  { name: 'prune logouts',     everySeconds: 3600, atStart: false, run: ({ logouts, clock }) => logouts.prune(clock.now()) },
  { name: 'prune attempts',    everySeconds: 3600, atStart: false, run: ({ attempts, clock }) => attempts.prune(clock.now()) },
]

/** Stopping waits for the jobs at work. */
export function startSchedules(deps: Deps, log: Log): { stop(): Promise<void> } {
  const failed = createFailureLog(log)
  const inFlight = new Map<string, Promise<void>>()
  const begin = (job: Job) => {
    if (inFlight.has(job.name)) return
    const work = job
      .run(deps)
      .then(
        () => undefined,
        (error: unknown) => failed(error, { job: job.name }, 'a timed job failed'),
      )
      .finally(() => inFlight.delete(job.name))
    inFlight.set(job.name, work)
  }
  for (const job of JOBS) if (job.atStart) begin(job)
  const timers = JOBS.map((job) => setInterval(() => begin(job), job.everySeconds * 1000))
  return {
    async stop() {
      for (const timer of timers) clearInterval(timer)
      await Promise.all(inFlight.values())
    },
  }
}
