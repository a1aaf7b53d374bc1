// A provider as a separate process, controlled by messages; it can be made to crash at an exact statement.
import { NOBODY_WAITS } from '@sluis/server-kit/admission'
import type { Clock } from '@sluis/server-kit/clock'
import { startProvider } from '@sluis/provider/main'
import { flushCompileCache } from 'node:module'
import pg from 'pg'
import { type InstanceConfig, settingsAt } from './settings.ts'

/**
 * Kill yourself (SIGKILL) at the n-th statement from now, or at the next commit: before it is sent, or when its result
 * arrives, before anything reads it.
 */
export type Crash = { statement: number | 'commit'; when: 'before' | 'after' }
export type Order =
  | { kind: 'start'; instance: InstanceConfig; crash?: Crash | undefined }
  /** `stoppedAt`: the clock stands there until the next order of this kind. */
  | { kind: 'clock'; phoneAt: number; aheadMs: number; stoppedAt?: number }
  | ({ kind: 'crash' } & Crash)
  | { kind: 'rows'; sql: string }
  /** A notice by SMS; answered when its transaction has committed. */
  | { kind: 'sms'; personId: string; to: string }
export type OrderMessage = { id: number; order: Order }
export type Answer = { id: number; rows?: unknown[]; failed?: string }

let clockAt: { phoneAt: number; aheadMs: number; stoppedAt?: number } = { phoneAt: 0, aheadMs: 0 }
const clock: Clock = {
  now: () => new Date(clockAt.stoppedAt ?? Date.now() + clockAt.aheadMs),
  phoneTime: () => new Date(clockAt.phoneAt),
}
let crashAt: Crash | null = null
let running: Awaited<ReturnType<typeof startProvider>> | null = null

// Ends when the test process is gone.
process.on('disconnect', () => process.exit(0))
process.on('message', ({ id, order }: OrderMessage) => {
  execute(order).then(
    (rows) => process.send!({ id, rows } satisfies Answer),
    (error: unknown) => process.send!({ id, failed: String(error) } satisfies Answer),
  )
})

async function execute(order: Order): Promise<unknown[]> {
  switch (order.kind) {
    case 'start':
      clockAt = order.instance
      crashAt = order.crash ?? null
      await start(order.instance)
      return []
    case 'clock':
      clockAt = order
      return []
    case 'crash':
      crashAt = { ...order }
      return []
    case 'rows':
      return (await running!.database.pool.query<object>(order.sql)).rows
    case 'sms':
      return [await sendSms(order)]
  }
}

async function sendSms({ personId, to }: { personId: string; to: string }): Promise<{ id: string }> {
  const { identity, sms } = running!
  const now = clock.now()
  const message = {
    to,
    personId,
    network: 'races',
    language: 'nl',
    values: { kind: 'factor-notice' },
    expiresAt: new Date(now.getTime() + 300_000),
  } as const
  const sent = await identity.transaction((stores) => sms.send(stores, message, now))
  if (!sent.ok) throw new Error(sent.refusal)
  return { id: sent.value.messageId }
}

/** As run.ts does: a sentence and exit code 1 when it cannot start; SIGTERM is an orderly stop. */
async function start(instance: InstanceConfig): Promise<void> {
  try {
    running = await startProvider(settingsAt(instance), {
      clock,
      ...(instance.measuresPace ? {} : { pace: () => NOBODY_WAITS }),
      ...(instance.retryPolicy ? { retryPolicy: instance.retryPolicy } : {}),
    })
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    process.exit(1)
  }
  // Node writes it at the exit, which a process that is killed has none of.
  flushCompileCache()
  const started = running
  process.once('SIGTERM', () => void started.stop().then(() => process.exit(0)))
}

const die = () => process.kill(process.pid, 'SIGKILL')

function isCrashing(statement: unknown): boolean {
  if (crashAt === null) return false
  if (crashAt.statement === 'commit') return statement === 'commit'
  return --crashAt.statement === 0
}

type Query = (...args: unknown[]) => unknown
const client = pg.Client.prototype as unknown as { query: Query }
const query = Reflect.get(client, 'query')
client.query = function counted(this: pg.Client, ...args) {
  if (!isCrashing(args[0])) return query.apply(this, args)
  if (crashAt!.when === 'before') return die()
  // With a callback or a promise: either way the result is the last thing that this process receives.
  const withCallback = typeof args.at(-1) === 'function'
  const answer = query.apply(this, withCallback ? [...args.slice(0, -1), die] : args)
  return withCallback ? answer : (answer as Promise<unknown>).then(die, die)
}
