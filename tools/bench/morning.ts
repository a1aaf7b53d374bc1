// The morning of the date: two thousand people set up in ten minutes, two hundred of them at once, each at their own
// pace, and one in twenty types a wrong code first.

import { enrol, losses } from './enrol.ts'
import { inLanes, pauseOf, percentile } from './lanes.ts'
import { people } from './people.ts'
import { benchWorld } from './world.ts'

export type MorningFigures = {
  people: number
  minutes: number
  typos: number
  lost: number
  reasons: string[]
  page: { count: number; medianMs: number; p95Ms: number; maxMs: number }
}

const AT_ONCE = 200
// Two thousand in ten minutes, two hundred at once: a minute each.
const EACH_MS = 60_000
// Address, password, access, key, recovery codes, done.
const PAUSES = 6
const TYPO_IN = 20

/** `count`: people; 200 are there in each minute. */
export async function measureMorning(count: number): Promise<MorningFigures> {
  const world = await benchWorld()
  try {
    const spans: number[] = []
    const onAnswer = ({ ms }: { ms: number }): void => void spans.push(ms)
    const all = await people(world, count, { company: 'prompt', isEnrolled: false, onAnswer })
    const met = losses()
    const began = performance.now()
    await inLanes(AT_ONCE, all, async (person, index) => {
      // They come one after the other, not all in the same second.
      if (index < AT_ONCE) await pauseOf((index * EACH_MS) / AT_ONCE)
      const pause = (): Promise<void> => pauseOf((EACH_MS / PAUSES) * paceOf(index))
      await met.noted(() => enrol(world, person, { pause, typo: index % TYPO_IN === 0 }))
    })
    return {
      people: count,
      minutes: (performance.now() - began) / 60_000,
      typos: Math.ceil(count / TYPO_IN),
      lost: met.lost(),
      reasons: met.reasons(),
      page: {
        count: spans.length,
        medianMs: percentile(spans, 50),
        p95Ms: percentile(spans, 95),
        maxMs: Math.max(...spans),
      },
    }
  } finally {
    await world.stop()
  }
}

/** Of the usual pace: from half of it to half as much again, and the same in each run. */
const paceOf = (index: number): number => 0.5 + ((index * 0.618) % 1)

export const morningReport = ({ people: count, minutes, typos, lost, reasons, page }: MorningFigures): string =>
  [
    `${count} first enrolments in ${minutes.toFixed(1)} minutes, up to ${AT_ONCE} people at once, ${typos} wrong codes`,
    `lost: ${lost}`,
    ...reasons,
    `a page or answer: half within ${page.medianMs.toFixed(0)} ms, 95 % within ${page.p95Ms.toFixed(0)} ms, at most ${page.maxMs.toFixed(0)} ms (${page.count} of them)`,
  ].join('\n')
