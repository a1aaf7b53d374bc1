// Runs in a program of the demo: starts the app, answers the demo's calls, and ends when the demo does.
import { moveClock } from '../clock/preload.ts'

export type Call = { id: number; command: string; value?: unknown }
export type Reply = { id: number; ok: true; value: unknown } | { id: number; ok: false; message: string }
export type Message = { status: 'ready' } | { status: 'failed'; message: string }

/** What the demo can call in a program, by name. */
export type Handlers = Record<string, (value: unknown) => unknown>
export type RunningApp = { stop(): Promise<void>; handlers?: Handlers }

// An app that does not stop is killed; the demo itself waits a little longer than this.
const STOP_WAIT_MS = 8_000

/** Starts the app, reports "ready" or why not, and then answers calls. */
export async function runChild(start: () => Promise<RunningApp>): Promise<void> {
  // Ctrl-C reaches every process of the terminal; the demo stops its programs in order, by a call.
  process.on('SIGINT', () => undefined)
  let running: RunningApp | null = null
  let stopping: Promise<void> | null = null
  const end = () => {
    setTimeout(() => process.exit(1), STOP_WAIT_MS).unref()
    stopping ??= running?.stop() ?? Promise.resolve()
    return stopping
  }
  // The channel closes when the demo ends, also on kill -9.
  process.on('disconnect', () => void end().finally(() => process.exit()))
  process.on('message', (message) => {
    const { id, command, value } = message as Call
    const handlers: Handlers = {
      'move-clock': (offsetMs) => moveClock(offsetMs as number),
      stop: end,
      ...running?.handlers,
    }
    void answer(handlers[command], value)
      .then(
        (result) => send({ id, ok: true, value: result }),
        (error: unknown) => send({ id, ok: false, message: reasonOf(error) }),
      )
      .then(() => command === 'stop' && process.disconnect?.())
  })

  try {
    running = await start()
    await send({ status: 'ready' })
  } catch (error) {
    console.error(error)
    process.exitCode = 1
    await send({ status: 'failed', message: reasonOf(error) })
    process.disconnect?.()
  }
}

async function answer(handler: ((value: unknown) => unknown) | undefined, value: unknown): Promise<unknown> {
  if (!handler) throw new Error('this program was asked something it does not know')
  return handler(value)
}

/** Resolves when the message is sent, or when the demo is gone. */
function send(message: Reply | Message): Promise<void> {
  return new Promise((resolve) => {
    if (process.connected) process.send!(message, () => resolve())
    else resolve()
  })
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
