// What /readyz says: whether this process can serve, and what is wrong with it although it does.
import type { Clock } from '@sluis/server-kit/clock'
import type { Log } from '@sluis/server-kit/log'
import { type ClockFault, describeClockFault, judgeClock } from '#platform/clock-fault.ts'
import { readClocks } from '#schema/clocks.store.ts'
import type { Db } from '#schema/tables.ts'

export type Readiness = { isReady: boolean; text: string }

type Deps = {
  db: Db
  clock: Clock
  log: Log
  answers: () => Promise<boolean>
  /** False in the demo, whose clock is moved on purpose. */
  watchesClock: boolean
}

export function createReadiness({ db, clock, log, answers, watchesClock }: Deps) {
  let fault: ClockFault | null = null
  return {
    /** A timed job. Says in the log what is wrong, for as long as it is. */
    async checkClock(): Promise<void> {
      if (!watchesClock) return
      const before = clock.now()
      const stored = await readClocks(db)
      const found = judgeClock({ before, after: clock.now() }, stored)
      if (found) log.error({ clock: found.kind, seconds: found.seconds }, describeClockFault(found))
      else if (fault) log.warn('the clock of this machine is right again')
      fault = found
    },

    async state(): Promise<Readiness> {
      if (!(await answers()))
        return {
          isReady: false,
          text: 'not ready: the database does not answer, or takes no writes: the log says which',
        }
      if (fault === null) return { isReady: true, text: 'ready' }
      // Where a machine's clock differs, others serve. What lies in the future hinders every process alike, until that
      // time has come: none of them serving would be worse (decision 0031).
      return fault.kind === 'differs-from-database'
        ? { isReady: false, text: `not ready: ${describeClockFault(fault)}` }
        : { isReady: true, text: `ready, but ${describeClockFault(fault)}` }
    },
  }
}
