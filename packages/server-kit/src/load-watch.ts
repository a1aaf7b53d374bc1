// Measures how busy this process is: its event loop, its places for hashes, its database connections (decision 0052).
import { monitorEventLoopDelay, performance } from 'node:perf_hooks'
import type pg from 'pg'
import { type Load, pressureOf } from './admission.ts'
import type { HashQueue } from './hash-queue.ts'

type Watched = { hashQueue: Pick<HashQueue, 'load'>; pool: pg.Pool }
/** `onLoad` is told of each span. Returns how to stop. */
type WatchLoad = (watched: Watched, onLoad: (load: Omit<Load, 'letIn'>) => void) => () => void

const LOOK_MS = 50
const LOOKS_PER_SPAN = 10
const NS_PER_MS = 1_000_000

export const watchLoad: WatchLoad = ({ hashQueue, pool }, onLoad) => {
  const delays = monitorEventLoopDelay({ resolution: 10 })
  delays.enable()
  const { max } = pool.options
  let beganAt = performance.now()
  let loopBefore = performance.eventLoopUtilization()
  let hashesBefore = hashQueue.load()
  let taken = 0
  const count = (): void => void (taken += 1)
  pool.on('acquire', count)
  let looks: { busy: number; waiting: number; hashMs: number }[] = []

  function look(): void {
    const { totalCount, idleCount, waitingCount } = pool
    looks.push({ busy: totalCount - idleCount, waiting: waitingCount, hashMs: hashQueue.load().waitMs })
    if (looks.length >= LOOKS_PER_SPAN) tell()
  }

  function tell(): void {
    const now = performance.now()
    const seconds = (now - beganAt) / 1_000
    const hashes = hashQueue.load()
    const mean = (of: 'busy' | 'waiting' | 'hashMs') => looks.reduce((sum, each) => sum + each[of], 0) / looks.length
    // What it measures includes the pause between two of its own looks.
    const eventLoopMs = delays.count > 0 ? delays.mean / NS_PER_MS - 10 : 0
    onLoad({
      seconds,
      done: hashes.done - hashesBefore.done,
      eventLoop: performance.eventLoopUtilization(loopBefore).utilization,
      hashing: (hashes.busyMs - hashesBefore.busyMs) / (hashes.places * seconds * 1_000),
      connections: mean('busy') / max,
      pressure: pressureOf({
        eventLoopMs,
        hashMs: mean('hashMs'),
        connectionMs: (mean('waiting') * seconds * 1_000) / Math.max(1, taken),
      }),
    })
    delays.reset()
    taken = 0
    beganAt = now
    loopBefore = performance.eventLoopUtilization()
    hashesBefore = hashes
    looks = []
  }

  const timer = setInterval(look, LOOK_MS).unref()
  return () => {
    clearInterval(timer)
    pool.off('acquire', count)
    delays.disable()
  }
}
