// Applications as requests read them: kept for as long as it is known that none has changed, and dropped within five
// seconds of a change, whichever process made it (decision 0049).
import type { Application } from './application.ts'

/** As it is in the database, and the mark that it has there: another one after each change of any. */
export type MarkedApplication = { application: Application; mark: string }
/** The applications of the database. */
type Source = {
  changeMark(): Promise<string>
  findMarked(by: { clientId: string } | { id: string }): Promise<MarkedApplication | undefined>
}
export type ApplicationMemory = {
  findByClientId: (clientId: string) => Promise<Application | undefined>
  findById: (id: string) => Promise<Application | undefined>
  /** Drops all: something has changed, or may have. */
  forget(): void
  /** Asks whether something has changed. After five seconds without, nothing is kept. */
  look(): Promise<void>
  /** The same where it is time to: to be called every `LOOK_SECONDS`. */
  lookAgain(): Promise<void>
}

const TRUSTED_MS = 5_000
/** While applications are asked for; what is left of the five seconds is for an answer that takes its time. */
export const LOOK_SECONDS = 2
/** While nobody asks: every second time. */
const AT_REST_MS = 3_500
/** All are dropped when one more comes: nobody has so many in use. */
const MAX_KEPT = 1_000

/** `monotonicNow`: milliseconds of a clock that nobody sets. */
export function createApplicationMemory(source: Source, monotonicNow: () => number): ApplicationMemory {
  const [byClientId, byId] = [new Map<string, Application>(), new Map<string, Application>()]
  /** What is kept was read under this mark, and it was seen at this time. */
  let looked: { mark: string; at: number } | null = null
  let [isLooking, isUsed] = [false, false]

  function clear(): void {
    byClientId.clear()
    byId.clear()
  }
  function forget(): void {
    looked = null
    clear()
  }
  async function look(): Promise<void> {
    const at = monotonicNow()
    isUsed = false
    const mark = await source.changeMark().catch((error: unknown) => {
      forget()
      throw error
    })
    if (mark !== looked?.mark) forget()
    looked = { mark, at }
  }
  function lookBeside(): void {
    if (isLooking) return
    isLooking = true
    const end = (): void => void (isLooking = false)
    look().then(end, end)
  }

  async function find(
    known: Application | undefined,
    by: Parameters<Source['findMarked']>[0],
  ): Promise<Application | undefined> {
    isUsed = true
    const isTrusted = looked !== null && monotonicNow() - looked.at < TRUSTED_MS
    if (known && isTrusted) return known
    // Nobody waits for it: who asks meanwhile reads.
    if (!isTrusted) lookBeside()
    const found = await source.findMarked(by)
    if (found) keep(found)
    return found?.application
  }
  /** Not where it has changed since the last look, and perhaps back again before the next one. */
  function keep({ application, mark }: MarkedApplication): void {
    if (mark !== looked?.mark) return
    if (byId.size === MAX_KEPT) clear()
    byClientId.set(application.clientId, deepFreeze(application))
    byId.set(application.id, application)
  }

  return {
    forget,
    look,
    async lookAgain() {
      if (isUsed || looked === null || monotonicNow() - looked.at > AT_REST_MS) await look()
    },
    findByClientId: (clientId) => find(byClientId.get(clientId), { clientId }),
    findById: (id) => find(byId.get(id), { id }),
  }
}

/** Many requests hold the same one. */
function deepFreeze<Value extends object>(value: Value): Value {
  for (const part of Object.values(value)) if (typeof part === 'object' && part !== null) deepFreeze(part)
  return Object.freeze(value)
}
