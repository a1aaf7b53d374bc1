// What is tried again and again, and fails while the database is gone, is logged once a minute.
import { isDatabaseGone } from './database.ts'
import type { Log } from './log.ts'
import { MINUTE_MS } from './time.ts'

/** `details`: with the sentence, what the failure is told from others by. */
export type FailureLog = (error: unknown, details: object, sentence: string) => void

export function createFailureLog(log: Log): FailureLog {
  const told = new Map<string, { at: number; untold: number }>()
  return (error, details, sentence) => {
    if (!isDatabaseGone(error)) return log.error({ err: error, ...details }, sentence)
    const key = `${sentence} ${JSON.stringify(details)}`
    const now = performance.now()
    const last = told.get(key)
    if (last && now - last.at < MINUTE_MS) {
      last.untold += 1
      return
    }
    told.set(key, { at: now, untold: 0 })
    log.warn({ err: error, ...details, ...(last ? { untold: last.untold } : {}) }, sentence)
  }
}
