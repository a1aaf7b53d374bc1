// Every timed job of Kade in one table. A job that is still at work is not started again.
import type { Log } from '@sluis/ground'
import { runPay } from '#payroll/pay-run.ts'
import type { Parts } from '#parts'

type Job = { name: string; everySeconds: number; atStart: boolean; run(parts: Parts): Promise<unknown> }

// prettier-ignore
const JOBS: Job[] = [
  { name: 'tell Sluis',        everySeconds: 1,    atStart: true,  run: ({ directorySync }) => directorySync.tick() },
  { name: 'pay run',           everySeconds: 60,   atStart: true,  run: ({ payslips, clock }) => runPay(payslips, clock.now()) },
  { name: 'sweep sessions',    everySeconds: 3600, atStart: false, run: ({ sessions, clock }) => sessions.sweep(clock.now()) },
  { name: 'sweep ways out',    everySeconds: 3600, atStart: false, run: ({ waysOut, clock }) => waysOut.sweep(clock.now()) },
  { name: 'sweep logouts',     everySeconds: 3600, atStart: false, run: ({ logouts, clock }) => logouts.sweep(clock.now()) },
  { name: 'sweep attempts',    everySeconds: 3600, atStart: false, run: ({ attempts, clock }) => attempts.sweep(clock.now()) },
]

/** Stopping waits for the jobs at work. */
export function startSchedules(parts: Parts, log: Log): { stop(): Promise<void> } {
  const atWork = new Map<string, Promise<void>>()
  const begin = (job: Job) => {
    if (atWork.has(job.name)) return
    const work = job
      .run(parts)
      .then(
        () => undefined,
        (error: unknown) => log.error({ err: error, job: job.name }, 'a timed job failed'),
      )
      .finally(() => atWork.delete(job.name))
    atWork.set(job.name, work)
  }
  for (const job of JOBS) if (job.atStart) begin(job)
  const timers = JOBS.map((job) => setInterval(() => begin(job), job.everySeconds * 1000))
  return {
    async stop() {
      for (const timer of timers) clearInterval(timer)
      await Promise.all(atWork.values())
    },
  }
}
