// The provider of the bench as a process of its own, as in production: its clock can be moved, since codes work once.

import type { Clock } from '@sluis/server-kit/clock'
import { startProvider } from '@sluis/provider/main'
import { type Instance, settingsOf } from './instance.ts'

/** `ahead`: of real time, in ms. */
export type Order = { kind: 'start'; instance: Instance; ahead: number } | { kind: 'clock'; ahead: number }
export type OrderMessage = { id: number; order: Order }
export type OrderAnswer = { id: number; failed?: string }

let ahead = 0
const now = () => new Date(Date.now() + ahead)
const clock: Clock = { now, phoneTime: now }

async function execute(order: Order): Promise<void> {
  ahead = order.ahead
  if (order.kind === 'clock') return
  const running = await startProvider(settingsOf(order.instance), { clock, watchesClock: false })
  process.once('SIGTERM', () => void running.stop().then(() => process.exit(0)))
}

// Ends when the bench is gone.
process.on('disconnect', () => process.exit(0))
process.on('message', ({ id, order }: OrderMessage) => {
  execute(order).then(
    () => process.send!({ id } satisfies OrderAnswer),
    (error: unknown) => process.send!({ id, failed: String(error) } satisfies OrderAnswer),
  )
})
