// Starts, calls, kills and stops the processes of a provider from a test.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Answer, OrderMessage, Crash, Order } from './provider-program.ts'
import type { InstanceConfig } from './settings.ts'

const PROGRAM = fileURLToPath(new URL('provider-program.ts', import.meta.url))
const START_LIMIT_MS = 40_000

export type Ending = { code: number | null; signal: NodeJS.Signals | null }
export type ProviderProcess = {
  port: number
  pid: number
  isAlive(): boolean
  /** Resolves when it accepts requests; rejects with its output when it ends instead. */
  ready: Promise<void>
  ended: Promise<Ending>
  order(order: Exclude<Order, { kind: 'start' }>): Promise<unknown[]>
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<void>
  /** SIGTERM; resolves when it is gone. */
  stop(): Promise<Ending>
  /** All its output: errors from its log, and why it did not start. */
  output(): string
}

/** `crash`: at a statement of the start itself. */
export function providerProcess(instance: InstanceConfig, crash?: Crash): ProviderProcess {
  const child = fork(PROGRAM, { stdio: ['ignore', 'pipe', 'pipe', 'ipc'], serialization: 'json' })
  let text = ''
  for (const stream of [child.stdout!, child.stderr!])
    stream.setEncoding('utf8').on('data', (part: string) => void (text = text + part))
  const ended = (once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>).then(
    ([code, signal]): Ending => ({ code, signal }),
  )
  const answers = new Map<number, (answer: Answer) => void>()
  child.on('message', (answer: Answer) => answers.get(answer.id)?.(answer))
  const isAlive = (): boolean => child.exitCode === null && child.signalCode === null

  let last = 0
  async function ask(order: Order): Promise<unknown[]> {
    const id = ++last
    const answered = new Promise<Answer>((resolve) => answers.set(id, resolve))
    child.send({ id, order } satisfies OrderMessage, () => undefined)
    const answer = await Promise.race([answered, ended.then((): Answer => ({ id, failed: `it ended: ${text}` }))])
    answers.delete(id)
    if (answer.failed !== undefined) throw new Error(`the provider on port ${instance.port}: ${answer.failed}`)
    return answer.rows ?? []
  }

  const ready = within(
    START_LIMIT_MS,
    `the provider on port ${instance.port} did not start`,
    ask({ kind: 'start', instance, crash }).then(() => undefined),
  )
  // A caller that awaits it gets the error; any other knows from `ended`.
  ready.catch(() => undefined)

  const end = (signal: NodeJS.Signals): Promise<Ending> => {
    if (isAlive()) child.kill(signal)
    return ended
  }
  return {
    port: instance.port,
    pid: child.pid!,
    isAlive,
    ready,
    ended,
    order: ask,
    output: () => text,
    kill: async () => void (await end('SIGKILL')),
    stop: () => end('SIGTERM'),
  }
}

/** Rejects when the promise takes longer. */
export async function within<Value>(limitMs: number, what: string, promise: Promise<Value>): Promise<Value> {
  let limit: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    limit = setTimeout(() => reject(new Error(`${what} within ${limitMs} ms`)), limitMs)
  })
  return Promise.race([promise, late]).finally(() => clearTimeout(limit))
}
