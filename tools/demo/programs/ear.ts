// A program of the demo, seen from inside: starts the app, answers what the demo asks, and ends with it however it
// ends.
import { moveClock } from '../clock/preload.ts'

export type Ask = { id: number; ask: string; value?: unknown }
export type Answer = { id: number; ok: true; value: unknown } | { id: number; ok: false; message: string }
export type Word = { word: 'ready' } | { word: 'failed'; message: string }

/** What a program can do besides running, by the name it is asked under. */
export type Abilities = Record<string, (value: unknown) => unknown>
export type Running = { stop(): Promise<void>; abilities?: Abilities }

// An app that will not stop is ended; the demo itself waits a little longer than this.
const STOP_WAIT_MS = 8_000

/** Starts the app, says "ready" or why not, and from then on does what it is asked. */
export async function live(start: () => Promise<Running>): Promise<void> {
  // Ctrl-C reaches every process of the terminal; the demo stops its programs in order and by word of mouth.
  process.on('SIGINT', () => undefined)
  let running: Running | null = null
  let stopping: Promise<void> | null = null
  const end = () => {
    setTimeout(() => process.exit(1), STOP_WAIT_MS).unref()
    stopping ??= running?.stop() ?? Promise.resolve()
    return stopping
  }
  // The channel closes when the demo is gone, kill -9 included.
  process.on('disconnect', () => void end().finally(() => process.exit()))
  process.on('message', (message) => {
    const { id, ask, value } = message as Ask
    const abilities: Abilities = {
      'move-clock': (offsetMs) => moveClock(offsetMs as number),
      stop: end,
      ...running?.abilities,
    }
    void answer(abilities[ask], value)
      .then(
        (given) => say({ id, ok: true, value: given }),
        (error: unknown) => say({ id, ok: false, message: reasonOf(error) }),
      )
      .then(() => ask === 'stop' && process.disconnect?.())
  })

  try {
    running = await start()
    await say({ word: 'ready' })
  } catch (error) {
    console.error(error)
    process.exitCode = 1
    await say({ word: 'failed', message: reasonOf(error) })
    process.disconnect?.()
  }
}

async function answer(ability: ((value: unknown) => unknown) | undefined, value: unknown): Promise<unknown> {
  if (!ability) throw new Error('this program was asked something it does not know')
  return ability(value)
}

/** Resolves when the message is on its way, or when there is nobody left to hear it. */
function say(message: Answer | Word): Promise<void> {
  return new Promise((resolve) => {
    if (process.connected) process.send!(message, () => resolve())
    else resolve()
  })
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
