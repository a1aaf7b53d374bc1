// One sign-in against one password hash: processor time of both, in turns, and how many statements and requests it is.

import { type HashMeter, hashMeter } from './hashes.ts'
import { inLanes, percentile, sum, timed } from './lanes.ts'
import { nextDay, people, type Person, signIn, warmUp } from './people.ts'
import { costSince, benchWorld, type World } from './world.ts'

export type SignInFigures = {
  hashMs: number
  /** What the hash is of the whole. */
  ratio: number
  oneAtATime: Pace
  eightAtOnce: Pace
  statements: number
  requests: number
}
/** `provider`, `database`: processor time a sign-in, in ms. */
type Pace = { provider: number; database: number; perSecond: number; medianMs: number }

const BATCHES = 8
const HASHES_PER_BATCH = 50
const AT_ONCE = 8

/** `count`: people, each of whom signs in once in each of the two paces. */
export async function measureSignIn({ count = 200 } = {}): Promise<SignInFigures> {
  const world = await benchWorld()
  try {
    const all = await people(world, count)
    await warmUp(world, all)
    const hash = await hashMeter()
    await hash(HASHES_PER_BATCH)
    const one = await inTurns(world, all.slice(0, Math.ceil(count / 4)), 1, hash)
    await nextDay(world, all)
    const eight = await inTurns(world, all, AT_ONCE, hash)
    return {
      hashMs: eight.hashMs,
      ratio: eight.hashMs / (eight.pace.provider + eight.pace.database),
      oneAtATime: one.pace,
      eightAtOnce: eight.pace,
      statements: eight.statements,
      requests: eight.requests,
    }
  } finally {
    await world.stop()
  }
}

async function inTurns(
  world: World,
  all: readonly Person[],
  lanes: number,
  hash: HashMeter,
): Promise<{ hashMs: number; pace: Pace; statements: number; requests: number }> {
  const perBatch = Math.ceil(all.length / BATCHES)
  const spans: number[] = []
  let [hashMs, batches, provider, database, wallMs, asked, idleAsked, idleMs] = [0, 0, 0, 0, 0, 0, 0, 0]
  const requestsBefore = sum(all.map(({ visitor }) => visitor.requests()))
  for (let from = 0; from < all.length; from += perBatch) {
    // Nobody signs in meanwhile: what the database is asked now, jobs ask.
    const idleFrom = await world.statements.total()
    const hashing = await timed(() => hash(HASHES_PER_BATCH))
    hashMs += hashing.value
    batches += 1
    idleMs += hashing.ms
    const [before, statementsBefore] = [world.cost(), await world.statements.total()]
    idleAsked += statementsBefore - idleFrom
    const { ms } = await timed(() =>
      inLanes(lanes, all.slice(from, from + perBatch), async (person) => {
        spans.push((await timed(() => signIn(world, person))).ms)
      }),
    )
    const cost = costSince(before, world.cost())
    provider += cost.provider
    database += cost.database
    wallMs += ms
    asked += (await world.statements.total()) - statementsBefore
  }
  const requests = sum(all.map(({ visitor }) => visitor.requests())) - requestsBefore
  return {
    hashMs: hashMs / batches,
    pace: {
      provider: provider / all.length,
      database: database / all.length,
      perSecond: (all.length * 1000) / wallMs,
      medianMs: percentile(spans, 50),
    },
    statements: (asked - (idleAsked * wallMs) / idleMs) / all.length,
    requests: requests / all.length,
  }
}

const ms = (value: number): string => `${value.toFixed(1)} ms`
const paceLine = (name: string, { provider, database, perSecond, medianMs }: Pace): string =>
  `${name}: ${ms(provider)} provider + ${ms(database)} database = ${ms(provider + database)} of processor; ` +
  `${perSecond.toFixed(1)} a second, half of them within ${medianMs.toFixed(0)} ms`

/** Closes with the three figures that are compared. */
export const signInReport = ({ hashMs, ratio, oneAtATime, eightAtOnce, statements, requests }: SignInFigures): string =>
  [
    `one password hash: ${ms(hashMs)}`,
    paceLine('one at a time', oneAtATime),
    paceLine(`${AT_ONCE} at once`, eightAtOnce),
    `ratio ${ratio.toFixed(2)}`,
    `statements ${Math.round(statements)}`,
    `requests ${Math.round(requests)}`,
  ].join('\n')
