// Lets as many newcomers in as this process was measured to serve (decision 0052), and says in the log that some wait.
import { createLine, firstPace, type Line, nextPace, type Pace } from '@sluis/server-kit/admission'
import type { HashQueue } from '@sluis/server-kit/hash-queue'
import { watchLoad } from '@sluis/server-kit/load-watch'
import type { Log } from '@sluis/server-kit/log'
import type pg from 'pg'

/** `pace`: in the place of what is measured, in tests. */
type Deps = {
  hashQueue: HashQueue
  pool: pg.Pool
  log: Log
  /** How many this process has for itself. */
  cores: number
  pace?: (() => Pace) | undefined
}
export type Admission = { line: Line; nowMs: () => number; stop: () => void }

const LOG_EVERY_MS = 10_000

/** Goes on whatever happens to the machine's clock. */
const nowMs = (): number => performance.timeOrigin + performance.now()

export function createAdmission({ hashQueue, pool, log, cores, pace }: Deps): Admission {
  let measured = pace?.() ?? firstPace(cores)
  let loggedAt = -Infinity
  let letInBefore = 0
  const line = createLine(nowMs(), measured)

  function tell(pressure: number): void {
    const now = nowMs()
    if (line.length() === 0 || now - loggedAt < LOG_EVERY_MS) return
    loggedAt = now
    log.warn(
      { waiting: line.length(), perSecond: Math.round(measured.learned), pressure: Math.round(pressure * 10) / 10 },
      'people wait in line before the password',
    )
  }

  const stop = watchLoad({ hashQueue, pool }, (load) => {
    measured = pace?.() ?? nextPace(measured, { ...load, letIn: line.letIn() - letInBefore })
    letInBefore = line.letIn()
    line.setPace(measured, nowMs())
    tell(load.pressure)
  })
  return { line, nowMs, stop }
}
