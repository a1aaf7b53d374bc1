// Statuses kept for half a minute a person, so that a page does not ask Sluis each time. See [Note: The instant].
import type { Clock } from '@sluis/server-kit/clock'
import type { SluisApi } from './api.ts'
import type { Status } from './status.ts'

const CACHE_MS = 30_000
const MAX_CACHED = 5_000

export type Statuses = ReturnType<typeof createStatuses>

export function createStatuses(api: Pick<SluisApi, 'status'>, clock: Clock) {
  const cache = new Map<string, { status: Status; askedAt: number }>()

  return {
    /** Null for a person whom Sluis does not know yet. Throws SluisUnreachable. */
    async get(person: string): Promise<Status | null> {
      const now = clock.now().getTime()
      const found = cache.get(person)
      if (found && now >= found.askedAt && now - found.askedAt < CACHE_MS) return found.status
      const status = await api.status(person)
      if (status) this.save(person, status, now)
      return status
    },
    /** Always asks: what a password opens is never decided by an answer of before. */
    async getFresh(person: string): Promise<Status | null> {
      cache.delete(person)
      return this.get(person)
    },
    save(person: string, status: Status, askedAt = clock.now().getTime()): void {
      cache.delete(person)
      cache.set(person, { status, askedAt })
      if (cache.size > MAX_CACHED) cache.delete(cache.keys().next().value!)
    },
    forget(person: string): void {
      cache.delete(person)
    },
  }
}
