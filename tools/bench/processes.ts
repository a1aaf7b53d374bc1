// What a second process brings, and whether several queue for each other: sign-ins sixteen at once, and how many of
// their statements wait for a lock meanwhile. The rate says little where there are fewer processors than processes.

import { pauseOf, sum } from './lanes.ts'
import { type Figures, figuresLine, measure } from './measure.ts'
import { people, signIn, warmUp } from './people.ts'
import { benchWorld, type World } from './world.ts'

/** `waiting`: statements that waited for a lock when the database was asked, every few ms. */
export type ProcessesFigures = { processes: number; figures: Figures; waiting: { mean: number; most: number } }

export const AT_ONCE = 16
const LOOK_EVERY_MS = 10

export async function measureProcesses(counts: readonly number[], signIns: number): Promise<ProcessesFigures[]> {
  const found: ProcessesFigures[] = []
  for (const processes of counts) found.push(await measureWith(processes, signIns))
  return found
}

async function measureWith(processes: number, signIns: number): Promise<ProcessesFigures> {
  const world = await benchWorld({ processes })
  try {
    const all = await people(world, signIns)
    await warmUp(world, all)
    const looks = watchLocks(world)
    const figures = await measure(world, 0, AT_ONCE, all, (person) => signIn(world, person))
    const seen = await looks.stop()
    return { processes, figures, waiting: { mean: sum(seen) / seen.length, most: Math.max(...seen) } }
  } finally {
    await world.stop()
  }
}

function watchLocks({ statements }: World): { stop(): Promise<number[]> } {
  const seen: number[] = []
  const watch = { isOver: false }
  const looking = (async () => {
    while (!watch.isOver) {
      seen.push(await statements.waiting())
      await pauseOf(LOOK_EVERY_MS)
    }
  })()
  return {
    async stop() {
      watch.isOver = true
      await looking
      return seen
    },
  }
}

export const processesReport = (found: readonly ProcessesFigures[]): string =>
  found
    .map(
      ({ processes, figures, waiting }) =>
        `${figuresLine(`${processes} processes, ${AT_ONCE} at once`, figures)}; waiting for a lock: ${waiting.mean.toFixed(2)} at a time, at most ${waiting.most}`,
    )
    .join('\n')
