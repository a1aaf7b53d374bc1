// Runs the processes of one provider, kills each at its planned moment and starts it again; requests go to a live one.
import { application } from './application.ts'
import { type ProviderProcess, providerProcess, within } from './provider-process.ts'
import { createSender } from './http-client.ts'
import type { Crash } from './provider-program.ts'
import type { InstanceConfig } from './settings.ts'

/**
 * The step at which a kill happens, and how: at a statement of the process that takes the next request, or so many ms
 * later, wherever it is by then.
 */
export type Kill = { step: string } & (Crash | { afterMs: number })

const UP_LIMIT_MS = 40_000

export type CrashRunner = Awaited<ReturnType<typeof startCrashRunner>>

export async function startCrashRunner(instance: InstanceConfig, ports: readonly number[]) {
  const up = new Map<number, ProviderProcess>()
  let kills = 0
  let nextIndex = 0
  let isOver = false
  let target: ProviderProcess | null = null
  const faults: string[] = []
  let oneIsUp = Promise.withResolvers<void>()
  /** Rejects when a process does not come up again after a kill, which must never happen. */
  const startFailure = Promise.withResolvers<never>()
  startFailure.promise.catch(() => undefined)
  const starting = new Set<Promise<void>>()

  function start(port: number): Promise<void> {
    const child = providerProcess({ ...instance, port })
    void child.ended.then(() => {
      faults.push(...child.output().split('\n').filter(Boolean))
      if (isOver || !up.delete(port)) return
      kills += 1
      if (up.size === 0) oneIsUp = Promise.withResolvers()
      start(port).catch((error: unknown) => startFailure.reject(error))
    })
    const ready = child.ready.then(async () => {
      // Phones may have moved while it started.
      await child.order({ kind: 'clock', phoneAt: instance.phoneAt, aheadMs: instance.aheadMs })
      up.set(port, child)
      oneIsUp.resolve()
    })
    starting.add(ready)
    return ready.finally(() => starting.delete(ready))
  }
  await Promise.all(ports.map(start))

  const someoneUp = (): Promise<void> =>
    within(UP_LIMIT_MS, 'no process came up', Promise.race([startFailure.promise, oneIsUp.promise]))
  const living = (): ProviderProcess[] => [...up.values()].filter((each) => each.isAlive())
  const next = (): ProviderProcess | undefined => living()[nextIndex % Math.max(1, living().length)]
  const send = createSender(() => {
    const taker = next()
    nextIndex += 1
    // Nothing listens on port 1: no response, as from a load balancer without a backend.
    return taker?.port ?? 1
  })

  return {
    instance,
    send,
    app: application(instance.issuer, send),
    kills: () => kills,
    /** What processes wrote before they died: a killed process has no error to report. */
    faults: () => faults,
    /** After a request without a response: waits until the killed process is gone and another one is up. */
    async oneIsUp(): Promise<void> {
      if (target) await within(UP_LIMIT_MS, 'no response came from a live process', target.ended)
      await someoneUp()
    },
    /** Waits until all processes are up again. */
    async allAreUp(): Promise<void> {
      while (starting.size > 0 || living().length < ports.length)
        await within(
          UP_LIMIT_MS,
          'a killed process did not come up again',
          Promise.race([startFailure.promise, Promise.all([oneIsUp.promise, ...starting])]),
        )
    },
    async scheduleKill(kill: Kill): Promise<void> {
      const victim = next()
      if (!victim) return
      target = victim
      if ('afterMs' in kill) setTimeout(() => void victim.kill(), kill.afterMs)
      else
        await victim.order({ kind: 'crash', statement: kill.statement, when: kill.when }).catch((error: unknown) => {
          // A kill from before has come at this moment: it counts, and the plan is filled up at the end of its part.
          if (victim.isAlive()) throw error
        })
    },
    async killNow(): Promise<void> {
      await someoneUp()
      target = next() ?? target
      await target?.kill()
    },
    /** Asks a live process; when that is killed during the query, asks the next one. */
    async rows<Row>(sql: string): Promise<Row[]> {
      for (;;) {
        await someoneUp()
        const asked = living()[0]
        if (!asked) continue
        try {
          return (await asked.order({ kind: 'rows', sql })) as Row[]
        } catch (error) {
          if (asked.isAlive()) throw error
        }
      }
    },
    async movePhones(): Promise<void> {
      instance.phoneAt += 30_000
      await Promise.all(
        living().map((each) =>
          each.order({ kind: 'clock', phoneAt: instance.phoneAt, aheadMs: instance.aheadMs }).catch(() => undefined),
        ),
      )
    },
    async stop(): Promise<void> {
      isOver = true
      await Promise.allSettled(starting)
      await Promise.all([...up.values()].map((each) => each.stop()))
    },
  }
}

/** The same numbers for the same seed (mulberry32). */
export function dice(seed: number): (below: number) => number {
  let state = seed >>> 0
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}
