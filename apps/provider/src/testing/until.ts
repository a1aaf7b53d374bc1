// Waits for what a program does with its database by itself.
import { once } from 'node:events'
import type { Pool } from 'pg'

const MOST_MS = 100

/** Asks again whenever somebody has used the database, and now and then besides, until there is an answer. */
export async function until<Value>(
  pool: Pool,
  what: string,
  ask: () => Promise<Value | undefined | false>,
  limitMs = 15_000,
): Promise<Value> {
  const begun = performance.now()
  for (;;) {
    const answer = await ask()
    if (answer !== undefined && answer !== false) return answer
    if (performance.now() - begun > limitMs) throw new Error(`${what}: not within ${limitMs} ms`)
    await once(pool, 'release', { signal: AbortSignal.timeout(MOST_MS) }).catch(() => undefined)
  }
}
