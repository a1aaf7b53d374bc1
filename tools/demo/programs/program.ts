// A program of the demo, seen from the demo: a child process that is called and that reports when it is ready.
import { fork } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Reply, Call, Message } from './child-process.ts'

export type ProgramOptions = {
  name: string
  /** The file that Node runs. */
  entry: URL
  environment: Record<string, string>
  /** Where its output goes: there is much of it, and the terminal is for the visitor. */
  logFile: string
}

export type Program = {
  name: string
  pid: number
  /** Rejects with the program's own reason. */
  ready: Promise<void>
  /** Resolves with a sentence when the process is gone. */
  gone: Promise<string>
  call<Value>(command: string, value?: unknown): Promise<Value>
  /** In order first, by force when that takes too long. */
  stop(): Promise<void>
}

export class ProgramFailed extends Error {
  override name = 'ProgramFailed'
}

const STOP_WAIT_MS = 10_000
const preload = new URL('../clock/preload.ts', import.meta.url).href

/** Starts the process; `ready` and `gone` say what becomes of it. */
export function startProgram(plan: ProgramOptions): Program {
  const log = openSync(plan.logFile, 'w', 0o600)
  const child = fork(fileURLToPath(plan.entry), [], {
    env: plan.environment,
    // How far its heap may grow is the demo's own limit.
    execArgv: [...process.execArgv.filter((option) => option.startsWith('--heap-')), '--import', preload],
    stdio: ['ignore', log, log, 'ipc'],
  })
  closeSync(log)

  const waiting = new Map<number, (answer: Reply) => void>()
  let lastId = 0
  let reason: string | null = null
  const { promise: ready, resolve: isReady, reject: isNotReady } = Promise.withResolvers<void>()
  ready.catch(() => undefined)

  child.on('message', (received) => {
    const message = received as Reply | Message
    if ('id' in message) return waiting.get(message.id)?.(message)
    if (message.status === 'ready') return isReady()
    reason = message.message
  })
  const gone = once(child, 'exit').then(([code, signal]) => {
    const sentence = `${plan.name} ended (${signal ?? `code ${code}`}): ${reason ?? logTail(plan.logFile)}`
    isNotReady(new ProgramFailed(sentence))
    for (const [id, settle] of waiting) settle({ id, ok: false, message: sentence })
    return sentence
  })

  const call = async <Value>(name: string, value?: unknown): Promise<Value> => {
    const id = ++lastId
    const answer = await new Promise<Reply>((resolve) => {
      waiting.set(id, resolve)
      child.send(
        { id, command: name, value } satisfies Call,
        (error) => error && resolve({ id, ok: false, message: error.message }),
      )
    })
    waiting.delete(id)
    if (!answer.ok) throw new ProgramFailed(`${plan.name}: ${answer.message}`)
    return answer.value as Value
  }

  return {
    name: plan.name,
    pid: child.pid!,
    ready,
    gone,
    call,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const forceKill = setTimeout(() => child.kill('SIGKILL'), STOP_WAIT_MS)
      call('stop').catch(() => child.kill('SIGKILL'))
      await gone
      clearTimeout(forceKill)
    },
  }
}

function logTail(logFile: string): string {
  const lines = readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-5)
  return `its last lines, from ${logFile}:\n${lines.join('\n')}`
}
