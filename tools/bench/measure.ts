// What something costs that is done many times: processor time of both sides, statements, and how long it takes.

import { type HashMeter } from './hashes.ts'
import { inLanes, percentile, timed } from './lanes.ts'
import { costSince, type World } from './world.ts'

/** Of one time: processor time in ms. `perSecond`: how often it was done meanwhile. */
export type Figures = {
  provider: number
  database: number
  statements: number
  perSecond: number
  medianMs: number
  p95Ms: number
}
type Raw = { provider: number; database: number; asked: number; wallMs: number; spans: number[] }

/** Measures in batches; `jobsPerMs`: how much the database is asked while nobody does anything. */
export function measurement(world: Pick<World, 'cost' | 'statements'>): {
  /** `lanes`: how many at once. */
  batch<Item>(lanes: number, items: readonly Item[], act: (item: Item) => Promise<unknown>): Promise<void>
  figures(jobsPerMs: number): Figures
} {
  const all: Raw = { provider: 0, database: 0, asked: 0, wallMs: 0, spans: [] }
  return {
    async batch(lanes, items, act) {
      const [before, asked] = [world.cost(), await world.statements.total()]
      const { ms } = await timed(() =>
        inLanes(lanes, items, async (item) => void all.spans.push((await timed(() => act(item))).ms)),
      )
      const cost = costSince(before, world.cost())
      all.provider += cost.provider
      all.database += cost.database
      all.wallMs += ms
      all.asked += (await world.statements.total()) - asked
    },
    figures(jobsPerMs) {
      const count = all.spans.length
      return {
        provider: all.provider / count,
        database: all.database / count,
        statements: (all.asked - jobsPerMs * all.wallMs) / count,
        perSecond: (count * 1000) / all.wallMs,
        medianMs: percentile(all.spans, 50),
        p95Ms: percentile(all.spans, 95),
      }
    },
  }
}

export async function measure<Item>(
  world: World,
  jobsPerMs: number,
  lanes: number,
  items: readonly Item[],
  act: (item: Item) => Promise<unknown>,
): Promise<Figures> {
  const measured = measurement(world)
  await measured.batch(lanes, items, act)
  return measured.figures(jobsPerMs)
}

const IDLE_HASHES = 300

/** Hashes are made meanwhile, here, so that the figures of both come from one run. */
export async function idle(world: World, hash: HashMeter): Promise<{ hashMs: number; jobsPerMs: number }> {
  const before = await world.statements.total()
  const { ms, value: hashMs } = await timed(() => hash(IDLE_HASHES))
  return { hashMs, jobsPerMs: ((await world.statements.total()) - before) / ms }
}

export const ms = (value: number): string => `${value.toFixed(1)} ms`

export const figuresLine = (name: string, { provider, database, statements, ...pace }: Figures): string =>
  `${name}: ${ms(provider)} provider + ${ms(database)} database = ${ms(provider + database)} of processor; ` +
  `${Math.round(statements)} statements; ${pace.perSecond.toFixed(1)} a second, ` +
  `half within ${pace.medianMs.toFixed(0)} ms, 95 % within ${pace.p95Ms.toFixed(0)} ms`
