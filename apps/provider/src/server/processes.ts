// Several processes on one machine, on one address (decision 0052): starts them, starts one that has ended anew, and
// stops them together. This one serves nobody, and opens no database.
import type { Log } from '@sluis/server-kit/log'
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { keepLine } from './shared-line.ts'

export type Supervised = {
  /** Resolves when all of them serve; rejects with NotStarted where the first one does not. */
  ready: Promise<void>
  /** Resolves when all have finished what is under way. */
  stop(): Promise<void>
}

/** The first process did not start, and has said why. */
export class NotStarted extends Error {
  override name = 'NotStarted'
}

// One that ends again and again is not started each moment.
const PAUSE_MS = { first: 500, most: 30_000 }
const LASTING_MS = 60_000

/** `program`: what each of them runs, with its number as its only argument. It says by reportStarted that it serves. */
export function superviseProcesses(program: string, count: number, log: Log): Supervised {
  const running = new Map<number, ChildProcess>()
  const pauses = new Set<NodeJS.Timeout>()
  const line = keepLine()
  let isStopping = false

  /** False where it ended before it served. `failures`: how often it has ended soon. */
  async function start(number: number, failures = 0): Promise<boolean> {
    const child = fork(program, [String(number)])
    running.set(number, child)
    line.serve(child)
    const beganAt = performance.now()
    let serves = false
    const ended = once(child, 'exit').then(([code, signal]: unknown[]) => {
      running.delete(number)
      const isFirstStart = number === 1 && failures === 0 && !serves
      if (isStopping || isFirstStart) return
      log.error({ ended: number, exit: code, signal }, 'a process has ended, and is started again')
      startLater(number, performance.now() - beganAt < LASTING_MS ? failures + 1 : 1)
    })
    await Promise.race([saysStarted(child).then(() => (serves = true)), ended])
    return serves
  }

  function startLater(number: number, failures: number): void {
    const pause = Math.min(PAUSE_MS.most, PAUSE_MS.first * 2 ** (failures - 1))
    const timer = setTimeout(() => {
      pauses.delete(timer)
      void start(number, failures)
    }, pause)
    pauses.add(timer)
  }

  async function startAll(): Promise<void> {
    // The first one makes the tables; where it cannot start, neither can the others.
    if (!(await start(1))) throw new NotStarted()
    if (isStopping) return
    await Promise.all(Array.from({ length: count - 1 }, (_, index) => start(index + 2)))
  }

  return {
    ready: startAll(),
    async stop() {
      isStopping = true
      for (const timer of pauses) clearTimeout(timer)
      await Promise.all(
        [...running.values()].map(async (child) => {
          const ended = once(child, 'exit')
          child.kill('SIGTERM')
          await ended
        }),
      )
    },
  }
}

const STARTED = 'started'

/** It asks for the line meanwhile. */
const saysStarted = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    child.on('message', (message) => message === STARTED && resolve())
  })

/** Says to the process that started this one that it serves, and stops where that one is gone. */
export function reportStarted(stop: () => void): void {
  process.send?.(STARTED)
  process.once('disconnect', stop)
}
