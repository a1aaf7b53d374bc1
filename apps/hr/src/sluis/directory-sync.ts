// Keeps Sluis' directory like ours: companies first, then people, each record sent when it reads differently from what
// last got.
import type { Clock } from '@sluis/server-kit/clock'
import type { Log } from '@sluis/server-kit/log'
import { hmacSha256, type SecretKey } from '@sluis/server-kit/sealing'
import { MINUTE_MS } from '@sluis/server-kit/time'
import type { PutAnswer, SluisApi } from './api.ts'
import type { DirectoryStore, Kind } from './directory.store.ts'
import { SluisUnreachable } from './unreachable.ts'

const CONCURRENCY = 4
const MAX_RETRY_SECONDS = 3_600

export type DirectorySync = ReturnType<typeof createDirectorySync>
type DirectorySyncDeps = {
  records: DirectoryStore
  api: Pick<SluisApi, 'putCompany' | 'putPerson'>
  clock: Clock
  log: Log
  key: SecretKey | Uint8Array
}

export function createDirectorySync({ records, api, clock, log, key }: DirectorySyncDeps) {
  // Process time: a pause is no date, and a clock that is moved must not stretch it.
  let nextRoundAt = 0
  let roundsWithoutAnswer = 0
  let inFlight: Promise<number> | null = null

  /** Sends everything that is due and returns how many records were sent. Throws SluisUnreachable. */
  async function syncAll(): Promise<number> {
    const companies = await push('company', await records.companies(), api.putCompany)
    const people = await push('person', await records.people(), api.putPerson)
    return companies + people
  }

  async function push<Body>(
    kind: Kind,
    bodies: Map<string, Body>,
    put: (id: string, body: Body) => Promise<PutAnswer>,
  ): Promise<number> {
    const pushes = await records.pushes(kind)
    const due = [...bodies]
      .map(([id, body]) => ({ id, body, hash: hmacSha256(key, JSON.stringify(body)), last: pushes.get(id) }))
      .filter(
        ({ hash, last }) =>
          !last || (!last.pushedHash?.equals(hash) && (last.nextTryAt === null || last.nextTryAt <= clock.now())),
      )
    let pushed = 0
    await inBatches(due, async ({ id, body, hash, last }) => {
      const answer = await put(id, body)
      if ('sub' in answer) {
        if (answer.sub !== null) await records.saveSub(id, answer.sub)
        await records.markPushed(kind, id, hash, clock.now())
        pushed += 1
        return
      }
      const tries = (last?.failedTries ?? 0) + 1
      const seconds = Math.min(MAX_RETRY_SECONDS, 5 * 2 ** tries)
      log.warn({ kind, id, problem: answer.problem, tries }, 'Sluis did not take a record')
      await records.markFailed(kind, id, answer.problem, tries, new Date(clock.now().getTime() + seconds * 1000))
      // A company that Sluis does not know although it was sent: it lost its records, so all of them are sent again.
      if (kind === 'person' && answer.problem.startsWith('422') && tries === 1) await records.forget('company', null)
    })
    return pushed
  }

  return {
    round: syncAll,

    /**
     * Runs a round where one is due; called often, by schedule. Never throws for a provider that is away: it pauses,
     * longer each time.
     */
    async runOnce(): Promise<void> {
      if (inFlight || performance.now() < nextRoundAt) return
      nextRoundAt = performance.now() + MINUTE_MS
      inFlight = syncAll()
      try {
        const pushed = await inFlight
        if (pushed > 0) log.info({ pushed }, 'pushed companies and people to Sluis')
        roundsWithoutAnswer = 0
      } catch (error) {
        if (!(error instanceof SluisUnreachable)) throw error
        roundsWithoutAnswer += 1
        nextRoundAt = performance.now() + Math.min(MINUTE_MS, 1000 * 2 ** (roundsWithoutAnswer - 1))
        if (roundsWithoutAnswer === 1)
          log.warn({ reason: error.reason }, 'companies and people cannot be pushed to Sluis yet')
      } finally {
        inFlight = null
      }
    },

    /** A record changed: the next tick runs a round. */
    trigger(): void {
      nextRoundAt = 0
    },

    /** Sluis says that it does not know this person: they are sent again, at the next run. */
    async resync(person: string): Promise<void> {
      await records.forget('person', person)
      nextRoundAt = 0
    },
  }
}

// As many workers as may run concurrently, each taking the next; the first fault stops all of them.
async function inBatches<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const rest = items.values()
  await Promise.all(
    Array.from({ length: CONCURRENCY }, async () => {
      for (const item of rest) await work(item)
    }),
  )
}
