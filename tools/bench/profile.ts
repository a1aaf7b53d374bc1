// What the provider's milliseconds of a sign-in are spent on: samples of its main thread, added up by package, and by
// folder where the code is ours.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { hashMeter } from './hashes.ts'
import { sum } from './lanes.ts'
import { idle, measure } from './measure.ts'
import { people, signIn, warmUp } from './people.ts'
import { mainThreadMs } from './processor-time.ts'
import { benchWorld } from './world.ts'

type Sampled = {
  nodes: { id: number; callFrame: { functionName: string; url: string } }[]
  samples: number[]
  /** In µs, each since the one before. */
  timeDeltas: number[]
}
export type Part = { name: string; ms: number }
/** Of one sign-in. `threads`: what the main thread did not do, besides the hash: V8's own work, signatures. */
export type ProfileFigures = { parts: Part[]; provider: number; hashMs: number; threads: number; database: number }

const AT_ONCE = 8
const SHOWN = 25

export async function measureProfile(count: number): Promise<ProfileFigures> {
  const world = await benchWorld()
  const folder = mkdtempSync(join(tmpdir(), 'sluis-bench-'))
  try {
    const all = await people(world, count)
    await warmUp(world, all)
    const { hashMs } = await idle(world, await hashMeter())
    await world.provider.give({ kind: 'profile', file: null })
    const { pid } = world.provider
    const before = mainThreadMs(pid)
    const { provider, database } = await measure(world, 0, AT_ONCE, all, (person) => signIn(world, person))
    const main = (mainThreadMs(pid) - before) / count
    const file = join(folder, 'profile.json')
    await world.provider.give({ kind: 'profile', file })
    const parts = partsOf(JSON.parse(readFileSync(file, 'utf8')) as Sampled)
    // Samples tell shares, also of a machine that does something else between them; the system tells how much it was.
    const scale = main / sum(parts.map(({ ms }) => ms))
    return {
      parts: parts.map(({ name, ms }) => ({ name, ms: ms * scale })),
      provider,
      database,
      hashMs,
      threads: provider - main - hashMs,
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
    await world.stop()
  }
}

/** Most first; what the thread waits is no part. */
export function partsOf({ nodes, samples, timeDeltas }: Sampled): Part[] {
  const names = new Map(nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]))
  const spent = new Map<string, number>()
  for (const [at, id] of samples.entries()) {
    const name = names.get(id)
    if (name !== undefined && name !== null) spent.set(name, (spent.get(name) ?? 0) + (timeDeltas[at] ?? 0) / 1000)
  }
  return [...spent].map(([name, ms]) => ({ name, ms })).toSorted((one, other) => other.ms - one.ms)
}

function nameOf({ functionName, url }: { functionName: string; url: string }): string | null {
  // The profiler itself is no part of a sign-in.
  if (functionName === '(idle)' || url.startsWith('node:inspector')) return null
  if (functionName === '(garbage collector)') return 'garbage'
  const installed = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//u.exec(url)?.[1]
  if (installed !== undefined) return installed
  const ours = /\/((?:packages|apps)\/[^/]+\/src(?:\/[^/]+){0,2})\/[^/]+$/u.exec(url)?.[1]
  if (ours !== undefined) return ours.replace('/src', '')
  if (url.startsWith('node:')) return /^node:(?:internal\/)?[^/]+/u.exec(url)?.[0] ?? url
  return 'native code and system calls'
}

export const profileReport = ({ parts, provider, hashMs, threads, database }: ProfileFigures): string =>
  [
    `one sign-in, ${AT_ONCE} at once, sampled: ${provider.toFixed(1)} ms of the provider, ${database.toFixed(1)} ms of PostgreSQL`,
    `  ${hashMs.toFixed(2)} ms  the password hash`,
    `  ${threads.toFixed(2)} ms  other threads: V8's compiler and garbage, signatures`,
    ...parts.slice(0, SHOWN).map(({ name, ms }) => `  ${ms.toFixed(2)} ms  ${name}`),
    `  ${sum(parts.slice(SHOWN).map(({ ms }) => ms)).toFixed(2)} ms  all others`,
  ].join('\n')
