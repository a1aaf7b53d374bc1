// Lets as many newcomers in as this process was measured to serve (decision 0052), and says in the log that some wait.
import { closed, firstPace, nextPace, type Pace } from '@sluis/server-kit/admission'
import type { HashQueue } from '@sluis/server-kit/hash-queue'
import { watchLoad } from '@sluis/server-kit/load-watch'
import type { Log } from '@sluis/server-kit/log'
import type pg from 'pg'
import { lineOfParent, nowMs, ownLine, type SharedLine } from './shared-line.ts'

type Deps = {
  hashQueue: HashQueue
  pool: pg.Pool
  log: Log
  /** How many this process has for itself. */
  cores: number
  /** Of several processes, which share a line. */
  isShared: boolean
  /** Whether the database serves: where it does not, whoever is let in would be sent away. */
  answers: () => Promise<boolean>
  /** In the place of what is measured, in tests. */
  pace?: (() => Pace) | undefined
}
export type Admission = { line: SharedLine; nowMs: () => number; stop: () => void }

const LOG_EVERY_MS = 10_000
// One alone may be that of a busy moment.
const FAILURES = 2

export function createAdmission({ hashQueue, pool, log, cores, isShared, answers, pace }: Deps): Admission {
  let measured = pace?.() ?? firstPace(cores)
  let loggedAt = -Infinity
  let letInBefore = 0
  let failures = 0
  let isAsking = false
  const line = isShared && process.connected ? lineOfParent(measured) : ownLine(measured)

  function tell(pressure: number): void {
    const now = nowMs()
    if (line.length() === 0 || now - loggedAt < LOG_EVERY_MS) return
    loggedAt = now
    log.warn(
      { waiting: line.length(), perSecond: Math.round(measured.learned), pressure: Math.round(pressure * 10) / 10 },
      'people wait in line before the password',
    )
  }

  /** Asked while somebody waits, and from then on until it serves again. */
  async function askDatabase(): Promise<void> {
    if (isAsking || (failures === 0 && line.length() === 0)) return
    isAsking = true
    failures = (await answers()) ? 0 : failures + 1
    isAsking = false
  }

  const stop = watchLoad({ hashQueue, pool }, (load) => {
    measured = pace?.() ?? nextPace(measured, { ...load, letIn: line.letIn() - letInBefore })
    letInBefore = line.letIn()
    line.setPace(failures < FAILURES ? measured : closed(measured))
    tell(load.pressure)
    void askDatabase()
  })
  return { line, nowMs, stop }
}
