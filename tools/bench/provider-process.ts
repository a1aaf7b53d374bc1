// Starts, calls and stops the provider's process.

import { fork } from 'node:child_process'
import { once } from 'node:events'
import { openSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Instance } from './instance.ts'
import type { Order, OrderAnswer, OrderMessage } from './provider-program.ts'

const PROGRAM = fileURLToPath(new URL('provider-program.ts', import.meta.url))

export type ProviderProcess = {
  pid: number
  give(order: Exclude<Order, { kind: 'start' }>): Promise<void>
  stop(): Promise<void>
}

/** `nodeOptions`: of the process, to profile it. Rejects where it does not start, with what it said. */
export async function providerProcess(
  instance: Instance,
  { ahead = 0, nodeOptions = [] }: { ahead?: number; nodeOptions?: readonly string[] } = {},
): Promise<ProviderProcess> {
  const child = fork(PROGRAM, {
    execArgv: [...process.execArgv, ...nodeOptions],
    // Dates stay dates.
    serialization: 'advanced',
    // Its log costs what it costs in production, and goes nowhere.
    stdio: ['ignore', openSync('/dev/null', 'w'), 'pipe', 'ipc'],
  })
  let errors = ''
  child.stderr!.setEncoding('utf8').on('data', (part: string) => void (errors += part))
  const ended = once(child, 'exit')
  const waiting = new Map<number, (answer: OrderAnswer) => void>()
  child.on('message', (answer: OrderAnswer) => waiting.get(answer.id)?.(answer))

  let last = 0
  async function give(order: Order): Promise<void> {
    const id = ++last
    const answered = new Promise<OrderAnswer>((resolve) => waiting.set(id, resolve))
    child.send({ id, order } satisfies OrderMessage)
    const { failed } = await Promise.race([answered, ended.then((): OrderAnswer => ({ id, failed: errors }))])
    waiting.delete(id)
    if (failed !== undefined) throw new Error(`the provider did not do as it was told: ${failed}`)
  }

  await give({ kind: 'start', instance, ahead })
  return {
    pid: child.pid!,
    give,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGTERM')
      await ended
    },
  }
}
