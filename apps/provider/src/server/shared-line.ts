// The line before the password (decision 0052), as a process asks it. Of several processes on a machine it is kept by
// the one that started them: visitors meet now one, now another, and a number that is told is true at all of them.
import { type Arrival, createLine, type Line, type Pace, type Place, together } from '@sluis/server-kit/admission'
import type { ChildProcess } from 'node:child_process'

/** As a Line of now. */
export type SharedLine = {
  arrive(since: number | null): Promise<Arrival | null>
  look(since: number | null): Promise<Place | null>
  setPace(pace: Pace): void
  /** As far as it is known here. */
  length(): number
  /** How many were let in so far, by this process. */
  letIn(): number
}

/** Goes on whatever happens to the machine's clock. */
export const nowMs = (): number => performance.timeOrigin + performance.now()

/** Of a process that has no others beside it. */
export function ownLine(first: Pace): SharedLine {
  const line = createLine(nowMs(), first)
  return {
    arrive: (since) => Promise.resolve(line.arrive(since, nowMs())),
    look: (since) => Promise.resolve(line.look(since, nowMs())),
    setPace: (pace) => line.setPace(pace, nowMs()),
    length: () => line.length(),
    letIn: () => line.letIn(),
  }
}

type Question = { line: 'arrive' | 'look'; id: number; since: number | null }
type Message = Question | { line: 'pace'; pace: Pace }
type Answer = { line: 'answer'; id: number; answer: Arrival | Place | null; length: number }
/** No question: it tells the length alone. */
const OF_PACE = 0

/** Other messages go the same road. */
const isOfLine = (message: unknown): message is Message | Answer =>
  typeof message === 'object' && message !== null && 'line' in message

/** Keeps the line of these processes, each of which lets in as many as it says. */
export function keepLine(): { serve(child: ChildProcess): void } {
  // From the first pace on, which a process says before it asks.
  let line: Line | null = null
  const paces = new Map<ChildProcess, Pace>()

  function changePace(child: ChildProcess, pace: Pace | null): void {
    if (pace === null) paces.delete(child)
    else paces.set(child, pace)
    if (paces.size === 0) return
    const all = together([...paces.values()])
    if (line) line.setPace(all, nowMs())
    else line = createLine(nowMs(), all)
  }

  return {
    serve(child) {
      child.on('message', (message) => {
        if (!isOfLine(message) || message.line === 'answer') return
        if (message.line === 'pace') changePace(child, message.pace)
        const [id, answer] =
          message.line === 'pace' ? [OF_PACE, null] : [message.id, line![message.line](message.since, nowMs())]
        // One that has ended meanwhile asks no more.
        if (child.connected) child.send({ line: 'answer', id, answer, length: line!.length() } satisfies Answer)
      })
      child.once('exit', () => changePace(child, null))
    },
  }
}

/**
 * Of a process that keepLine serves. Where that one is gone, this one stops (processes.ts): until then nobody waits for
 * its answer, and whoever comes is told that it is very busy.
 */
export function lineOfParent(first: Pace): SharedLine {
  const asked = new Map<number, (answer: Answer['answer']) => void>()
  let [last, length, letIn] = [OF_PACE, 0, 0]
  const send = (message: Message): void => void (process.connected && process.send!(message))
  process.once('disconnect', () => {
    for (const resolve of asked.values()) resolve(null)
    asked.clear()
  })
  process.on('message', (message) => {
    if (!isOfLine(message) || message.line !== 'answer') return
    length = message.length
    asked.get(message.id)?.(message.answer)
    asked.delete(message.id)
  })

  async function ask<What>(line: Question['line'], since: number | null): Promise<What> {
    if (!process.connected) return null as What
    const { promise, resolve } = Promise.withResolvers<Answer['answer']>()
    const id = ++last
    asked.set(id, resolve)
    send({ line, id, since })
    return (await promise) as What
  }

  send({ line: 'pace', pace: first })
  return {
    async arrive(since) {
      const arrival = await ask<Arrival | null>('arrive', since)
      if (arrival?.isIn) letIn += 1
      return arrival
    },
    look: (since) => ask<Place | null>('look', since),
    setPace: (pace) => send({ line: 'pace', pace }),
    length: () => length,
    letIn: () => letIn,
  }
}
