// One sign-in against one password hash: processor time of both, in turns, and how many statements and requests it is.

import { type HashMeter, hashMeter } from './hashes.ts'
import { sum, timed } from './lanes.ts'
import { type Figures, figuresLine, measurement, ms } from './measure.ts'
import { nextDay, people, type Person, signIn, warmUp } from './people.ts'
import { type Backend, benchWorld, type World } from './world.ts'

/** `ratio`: what the hash is of the whole. */
export type SignInFigures = {
  hashMs: number
  ratio: number
  oneAtATime: Figures
  eightAtOnce: Figures
  statements: number
  requests: number
}

const BATCHES = 8
const HASHES_PER_BATCH = 50
const AT_ONCE = 8

/** `count`: people, each of whom signs in once, and a quarter of them once more before, one at a time. */
export async function measureSignIn(count: number, backend: Backend = 'PostgreSQL'): Promise<SignInFigures> {
  const world = await benchWorld({ backend })
  try {
    const all = await people(world, count)
    await warmUp(world, all)
    const hash = await hashMeter()
    await hash(HASHES_PER_BATCH)
    const one = await inTurns(world, all.slice(0, Math.ceil(count / 4)), 1, hash)
    await nextDay(world, all)
    const { hashMs, figures, requests } = await inTurns(world, all, AT_ONCE, hash)
    return {
      hashMs,
      ratio: hashMs / (figures.provider + figures.database),
      oneAtATime: one.figures,
      eightAtOnce: figures,
      statements: figures.statements,
      requests,
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
): Promise<{ hashMs: number; figures: Figures; requests: number }> {
  const perBatch = Math.ceil(all.length / BATCHES)
  const hashes: number[] = []
  const measured = measurement(world)
  let [asked, idleMs] = [0, 0]
  const requestsBefore = requestsOf(all)
  for (let from = 0; from < all.length; from += perBatch) {
    // Nobody signs in meanwhile: what the database is asked now, jobs ask.
    const askedBefore = await world.statements.total()
    const hashing = await timed(() => hash(HASHES_PER_BATCH))
    asked += (await world.statements.total()) - askedBefore
    idleMs += hashing.ms
    hashes.push(hashing.value)
    await measured.batch(lanes, all.slice(from, from + perBatch), (person) => signIn(world, person))
  }
  return {
    hashMs: sum(hashes) / hashes.length,
    figures: measured.figures(asked / idleMs),
    requests: (requestsOf(all) - requestsBefore) / all.length,
  }
}

const requestsOf = (all: readonly Person[]): number => sum(all.map(({ visitor }) => visitor.requests()))

/** Closes with the three figures that are compared. */
export const signInReport = ({ hashMs, ratio, oneAtATime, eightAtOnce, statements, requests }: SignInFigures): string =>
  [
    `one password hash: ${ms(hashMs)}`,
    figuresLine('one at a time', oneAtATime),
    figuresLine(`${AT_ONCE} at once`, eightAtOnce),
    `ratio ${ratio.toFixed(2)}`,
    // PGlite's are counted by nobody.
    ...(statements > 0 ? [`statements ${Math.round(statements)}`] : []),
    `requests ${Math.round(requests)}`,
  ].join('\n')
