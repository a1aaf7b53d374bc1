// The provider of the bench as a process of its own, as in production: its clock can be moved, since codes work once.

import type { Clock } from '@sluis/server-kit/clock'
import { type ProviderContext, startProvider } from '@sluis/provider/main'
import { seedPeople, type SeedPerson, seedPlan, type SeedPlan } from '@sluis/provider/seed'
import { writeFileSync } from 'node:fs'
import { Session } from 'node:inspector/promises'
import { type Instance, PEPPER, settingsOf } from './instance.ts'

/** `ahead`: of real time, in ms. */
export type Order =
  | { kind: 'start'; instance: Instance; ahead: number }
  | { kind: 'clock'; ahead: number }
  | { kind: 'plan'; plan: SeedPlan }
  | { kind: 'people'; people: readonly SeedPerson[] }
  /** Begins to sample what runs, or ends it and writes it to a file. */
  | { kind: 'profile'; file: string | null }
export type OrderMessage = { id: number; order: Order }
export type OrderAnswer = { id: number; failed?: string }

let ahead = 0
const now = () => new Date(Date.now() + ahead)
const clock: Clock = { now, phoneTime: now }
let running: ProviderContext | null = null

async function execute(order: Order): Promise<void> {
  switch (order.kind) {
    case 'start':
      ahead = order.ahead
      await start(order.instance)
      break
    case 'clock':
      ahead = order.ahead
      break
    case 'plan':
      await seedPlan(running!, order.plan)
      break
    case 'people':
      await seedPeople(running!, PEPPER, order.people)
      break
    case 'profile':
      await profile(order.file)
      break
  }
}

const inspector = new Session()
const SAMPLING_US = 250

async function profile(file: string | null): Promise<void> {
  if (file === null) {
    inspector.connect()
    await inspector.post('Profiler.enable')
    await inspector.post('Profiler.setSamplingInterval', { interval: SAMPLING_US })
    await inspector.post('Profiler.start')
    return
  }
  const { profile: sampled } = await inspector.post('Profiler.stop')
  inspector.disconnect()
  writeFileSync(file, JSON.stringify(sampled))
}

async function start(instance: Instance): Promise<void> {
  const started = await startProvider(settingsOf(instance), { clock, watchesClock: false })
  running = started
  process.once('SIGTERM', () => void started.stop().then(() => process.exit(0)))
}

// Ends when the bench is gone.
process.on('disconnect', () => process.exit(0))
process.on('message', ({ id, order }: OrderMessage) => {
  execute(order).then(
    () => process.send!({ id } satisfies OrderAnswer),
    (error: unknown) => process.send!({ id, failed: String(error) } satisfies OrderAnswer),
  )
})
