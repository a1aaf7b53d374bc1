// How much is measured: enough for figures that hold, or little, for a look.

import type { Sizes } from './grow.ts'

/** `people`: who sign in, or set up. `rounds`: people whose session goes on. */
export type Scale = {
  people: number
  rounds: number
  memory: number
  processes: number[]
  morning: number
  storm: { count: number; seconds: number }
  growth: { small: Sizes; large: Sizes; samples: number }
}

export const FULL: Scale = {
  people: 200,
  rounds: 60,
  memory: 100,
  processes: [1, 2, 4, 16],
  morning: 2000,
  storm: { count: 1000, seconds: 20 },
  growth: { small: { people: 2000, audited: 20_000 }, large: { people: 200_000, audited: 2_000_000 }, samples: 200 },
}

export const QUICK: Scale = {
  people: 40,
  rounds: 20,
  memory: 20,
  processes: [1, 2],
  morning: 200,
  storm: { count: 220, seconds: 5 },
  growth: { small: { people: 500, audited: 5000 }, large: { people: 20_000, audited: 200_000 }, samples: 40 },
}
