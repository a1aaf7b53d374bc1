// Statuses kept for half a minute a person, so that a page does not ask Sluis each time. See [Note: The instant].
import type { Clock } from '@sluis/ground'
import type { SluisApi } from './api.ts'
import type { Status } from './status.ts'

const KEPT_MS = 30_000
const MOST_KEPT = 5_000

export type Statuses = ReturnType<typeof createStatuses>

export function createStatuses(api: Pick<SluisApi, 'status'>, clock: Clock) {
  const kept = new Map<string, { status: Status; askedAt: number }>()

  return {
    /** Null for a person whom Sluis was not told of yet. Throws SluisUnreachable. */
    async of(person: string): Promise<Status | null> {
      const now = clock.now().getTime()
      const found = kept.get(person)
      if (found && now >= found.askedAt && now - found.askedAt < KEPT_MS) return found.status
      const status = await api.status(person)
      if (status) this.keep(person, status, now)
      return status
    },
    /** Always asks: what a password opens is never decided by an answer of before. */
    async freshOf(person: string): Promise<Status | null> {
      kept.delete(person)
      return this.of(person)
    },
    keep(person: string, status: Status, askedAt = clock.now().getTime()): void {
      kept.delete(person)
      kept.set(person, { status, askedAt })
      if (kept.size > MOST_KEPT) kept.delete(kept.keys().next().value!)
    },
    forget(person: string): void {
      kept.delete(person)
    },
  }
}
