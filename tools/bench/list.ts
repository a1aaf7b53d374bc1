// The statements of a flow, request by request: which were asked between the answer before and this one.

import type { Answer } from './client.ts'
import { hashMeter } from './hashes.ts'
import { nextDay, people, signIn, warmUp } from './people.ts'
import { askedBetween, type Counted } from './statements.ts'
import { benchWorld } from './world.ts'

/** While so many hashes are made, nobody asks anything but jobs. */
const IDLE_HASHES = 500
const WIDTH = 150

export async function listSignIn(): Promise<string> {
  const world = await benchWorld()
  const requests: { name: string; asked: Counted[] }[] = []
  let before: Counted[] = []
  async function onAnswer({ url, status }: Answer, method: string): Promise<void> {
    const after = await world.statements.each()
    requests.push({ name: `${method} ${shorten(url.pathname)} (${status})`, asked: askedBetween(before, after) })
    before = after
  }
  try {
    const all = await people(world, 1, { onAnswer })
    await warmUp(world, all)
    await signIn(world, all[0]!)
    await nextDay(world, all)
    const idleFrom = await world.statements.each()
    await (
      await hashMeter()
    )(IDLE_HASHES)
    before = await world.statements.each()
    const ofJobs = new Set(askedBetween(idleFrom, before).map(({ query }) => query))
    requests.length = 0
    await signIn(world, all[0]!)
    return requests
      .map(({ name, asked }) => ({
        name,
        asked: asked.filter(({ query }) => !ofJobs.has(query) && !query.includes('pgboss')),
      }))
      .map(({ name, asked }) => [`${name}: ${countOf(asked)}`, ...asked.map(lineOf)].join('\n'))
      .join('\n')
  } finally {
    await world.stop()
  }
}

const countOf = (asked: readonly Counted[]): number => asked.reduce((total, { calls }) => total + calls, 0)
const lineOf = ({ query, calls }: Counted): string =>
  `  ${calls} × ${query.replaceAll(/\s+/gu, ' ').trim().slice(0, WIDTH)}`

/** Ids that are random each time are of no use to a reader. */
const shorten = (path: string): string => path.replaceAll(/[\w-]{40,}/gu, '…')
