// Resident memory of the provider, on PostgreSQL (whose own is apart) and on PGlite: at rest and at its most, after
// sign-ins eight at once and first enrolments twenty at once.

import { enrol } from './enrol.ts'
import { inLanes } from './lanes.ts'
import { people, signIn, warmUp } from './people.ts'
import { residentMb } from './processor-time.ts'
import { type Backend, benchWorld } from './world.ts'

/** In MB. `rest`: before all of it, a sign-in after the start; `after`: of it. */
export type Memory = { backend: Backend; rest: number; after: number; peak: number }

const AT_ONCE = { signIn: 8, enrol: 20 }

export async function measureMemory(backend: Backend, count: number): Promise<Memory> {
  const world = await benchWorld({ backend })
  try {
    const [first, ...all] = await people(world, count + 1)
    await signIn(world, first!)
    const { now: rest } = residentMb(world.provider.pid)
    await warmUp(world, all)
    await inLanes(AT_ONCE.signIn, all, (person) => signIn(world, person))
    const fresh = await people(world, count, { company: 'prompt', isEnrolled: false })
    await inLanes(AT_ONCE.enrol, fresh, (person) => enrol(world, person))
    const { now: after, peak } = residentMb(world.provider.pid)
    return { backend, rest, after, peak }
  } finally {
    await world.stop()
  }
}

export const memoryReport = ({ backend, rest, after, peak }: Memory): string =>
  `on ${backend}: ${rest.toFixed(0)} MB at rest, ${after.toFixed(0)} MB after the load, ${peak.toFixed(0)} MB at most`
