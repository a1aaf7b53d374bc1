// What security asks for: bare password hashes as the provider makes them, and what one costs.

import { createHashQueue } from '@sluis/server-kit/hash-queue'
import { createPasswords } from '@sluis/provider/passwords'
import { availableParallelism } from 'node:os'
import { PEPPER } from './instance.ts'
import { inLanes } from './lanes.ts'

/** Makes so many hashes, as many at once as the provider would; resolves to the processor time of one, in ms. */
export type HashMeter = (count: number) => Promise<number>

export async function hashMeter(): Promise<HashMeter> {
  const passwords = await createPasswords(createHashQueue(), PEPPER)
  return async (count) => {
    const before = process.cpuUsage()
    await inLanes(availableParallelism(), Array.from({ length: count }), () =>
      passwords.hash('een lange zin voor thuis'),
    )
    const { user, system } = process.cpuUsage(before)
    return (user + system) / 1000 / count
  }
}
