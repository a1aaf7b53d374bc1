// What a session costs that goes on: renewed tokens, claims, an obligation, Home, an application in the same session.

import type { Tokens } from './application.ts'
import { drive } from './drive.ts'
import { hashMeter } from './hashes.ts'
import { type Figures, figuresLine, idle, measure } from './measure.ts'
import { answersOf, people, type Person, signIn, warmUp } from './people.ts'
import { benchWorld } from './world.ts'

export type RefreshFigures = Record<string, Figures>

const AT_ONCE = 4
// A look costs so little that the system's accounting needs many of them.
const ROUNDS = 5

export async function measureRefresh(count: number): Promise<RefreshFigures> {
  const world = await benchWorld()
  try {
    const all = await people(world, count)
    await warmUp(world, all)
    const tokens = new Map<Person, Tokens>()
    await measure(world, 0, AT_ONCE, all, async (person) => void tokens.set(person, await signIn(world, person)))
    const { jobsPerMs } = await idle(world, await hashMeter())
    const rounds = Array.from({ length: ROUNDS }, () => all).flat()
    const flows: Record<string, (person: Person) => Promise<unknown>> = {
      'a token refresh': async (person) => {
        const { refresh_token: token } = tokens.get(person)!
        tokens.set(person, await world.app.renew(person.visitor, token))
      },
      'a look at the claims (userinfo)': (person) =>
        world.app.userinfo(person.visitor, tokens.get(person)!.access_token),
      'a look at an obligation (API)': ({ id }) => world.app.call('GET', `/api/obligations/${id}`),
      'Home with a session': async ({ visitor }) => drive(visitor, await visitor.ask('/'), {}),
      'an application in the same session': async (person) => {
        const { address, verifier } = await world.app.begin(person.visitor)
        const back = await drive(person.visitor, await person.visitor.ask(address), answersOf(world, person))
        return world.app.redeem(person.visitor, back, verifier)
      },
    }
    const found: RefreshFigures = {}
    for (const [name, act] of Object.entries(flows)) {
      await measure(world, 0, AT_ONCE, all, act)
      found[name] = await measure(world, jobsPerMs, AT_ONCE, rounds, act)
    }
    return found
  } finally {
    await world.stop()
  }
}

export const refreshReport = (found: RefreshFigures): string =>
  Object.entries(found)
    .map(([name, figures]) => figuresLine(name, figures))
    .join('\n')
