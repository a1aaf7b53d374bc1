// Keeps Sluis' directory like ours: companies first, then people, each record sent when it reads differently from what
// was last told.
import { hmacSha256, type Clock, type Log } from '@sluis/ground'
import type { PutAnswer, SluisApi } from './api.ts'
import type { DirectoryStore, Kind } from './directory.store.ts'
import { SluisUnreachable } from './unreachable.ts'

const AT_ONCE = 4
const QUIET_ROUND_MS = 60_000
const LONGEST_PAUSE_MS = 60_000
const LONGEST_RETRY_SECONDS = 3_600

export type DirectorySync = ReturnType<typeof createDirectorySync>
type Needs = {
  records: DirectoryStore
  api: Pick<SluisApi, 'putCompany' | 'putPerson'>
  clock: Clock
  log: Log
  key: Uint8Array
}

export function createDirectorySync({ records, api, clock, log, key }: Needs) {
  // Process time: a pause is no date, and a clock that is moved must not stretch it.
  let nextRoundAt = 0
  let roundsWithoutAnswer = 0
  let underWay: Promise<number> | null = null

  /** Sends everything that is due and answers how many records were told. Throws SluisUnreachable. */
  async function round(): Promise<number> {
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
          !last || (!last.toldHash?.equals(hash) && (last.nextTryAt === null || last.nextTryAt <= clock.now())),
      )
    let told = 0
    await inBatches(due, async ({ id, body, hash, last }) => {
      const answer = await put(id, body)
      if (answer === 'told') {
        await records.told(kind, id, hash, clock.now())
        told += 1
        return
      }
      const tries = (last?.failedTries ?? 0) + 1
      const seconds = Math.min(LONGEST_RETRY_SECONDS, 5 * 2 ** tries)
      log.warn({ kind, id, problem: answer.problem, tries }, 'Sluis did not take a record')
      await records.failed(kind, id, answer.problem, tries, new Date(clock.now().getTime() + seconds * 1000))
      // A company that Sluis does not know although it was told of it: it lost its records, so it is told of all of
      // them again.
      if (kind === 'person' && answer.problem.startsWith('422') && tries === 1) await records.forget('company', null)
    })
    return told
  }

  return {
    round,

    /**
     * Runs a round where one is due; called often, by schedule. Never throws for a provider that is away: it pauses,
     * longer each time.
     */
    async tick(): Promise<void> {
      if (underWay || performance.now() < nextRoundAt) return
      nextRoundAt = performance.now() + QUIET_ROUND_MS
      underWay = round()
      try {
        const told = await underWay
        if (told > 0) log.info({ told }, 'told Sluis of companies and people')
        roundsWithoutAnswer = 0
      } catch (error) {
        if (!(error instanceof SluisUnreachable)) throw error
        roundsWithoutAnswer += 1
        nextRoundAt = performance.now() + Math.min(LONGEST_PAUSE_MS, 1000 * 2 ** (roundsWithoutAnswer - 1))
        if (roundsWithoutAnswer === 1) log.warn({ why: error.why }, 'Sluis cannot be told of companies and people yet')
      } finally {
        underWay = null
      }
    },

    /** A record changed: the next tick runs a round. */
    nudge(): void {
      nextRoundAt = 0
    },

    /** Sluis says that it does not know this person: it is told again, at the next tick. */
    async tellAgain(person: string): Promise<void> {
      await records.forget('person', person)
      nextRoundAt = 0
    },
  }
}

// As many workers as may run at once, each taking the next; the first fault stops all of them.
async function inBatches<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const rest = items.values()
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (const item of rest) await work(item)
    }),
  )
}
