// Whether a sign-in costs more where there is more: 2,000 people and 200,000 with two million audit events; and
// somebody with 400 companies beside somebody with one.

import { grow, joinCompanies, type Sizes } from './grow.ts'
import { hashMeter } from './hashes.ts'
import { figuresLine, type Figures, idle, measure } from './measure.ts'
import { enrolBefore, nextDay, people, type Person, personOf, signIn, warmUp } from './people.ts'
import { benchWorld, type World } from './world.ts'

/** `hashMs`: of a hash at that time, since the machine may have been busier than at the other size. */
type Grown = Sizes & { figures: Figures; statementMs: number; hashMs: number }
export type GrowthFigures = { small: Grown; large: Grown; oneCompany: Figures; manyCompanies: Figures }

const AT_ONCE = 8
const COMPANIES = 400
const TIMES = 20

/** `count`: how many sign in at each size, spread over all. */
export async function measureGrowth(small: Sizes, large: Sizes, count: number): Promise<GrowthFigures> {
  const world = await benchWorld()
  try {
    const template = (await people(world, 1))[0]!
    await warmUp(world, [template])
    const before = await at(world, template, small, count)
    const after = await at(world, template, large, count)
    const [one, many] = (await people(world, 2)) as [Person, Person]
    await joinCompanies(world, many, COMPANIES)
    await warmUp(world, [one, many])
    return {
      small: before,
      large: after,
      oneCompany: await again(world, one),
      manyCompanies: await again(world, many),
    }
  } finally {
    await world.stop()
  }
}

async function at(world: World, template: Person, sizes: Sizes, count: number): Promise<Grown> {
  const all = (await grow(world, template, sizes, count)).map((id) => personOf(world, id))
  await enrolBefore(world, all)
  await warmUp(world, all)
  const { hashMs } = await idle(world, await hashMeter())
  const spent = await world.statements.spentMs()
  const figures = await measure(world, 0, AT_ONCE, all, (person) => signIn(world, person))
  const statementMs = ((await world.statements.spentMs()) - spent) / count
  const { hashMs: afterwards } = await idle(world, await hashMeter())
  return { ...sizes, figures, statementMs, hashMs: (hashMs + afterwards) / 2 }
}

/** The same person, day after day. */
async function again(world: World, person: Person): Promise<Figures> {
  return measure(world, 0, 1, Array.from({ length: TIMES }), async () => {
    await nextDay(world, [person])
    await signIn(world, person)
  })
}

const ratio = (after: number, before: number): string => `${(after / before).toFixed(2)} ×`
const inHashes = ({ figures, hashMs }: Grown): number => processor(figures) / hashMs
const processor = ({ provider, database }: Figures): number => provider + database

export const growthReport = ({ small, large, oneCompany, manyCompanies }: GrowthFigures): string =>
  [
    ...[small, large].map(({ people: there, audited, figures, statementMs }) =>
      figuresLine(`${there} people, ${audited} audit events, ${statementMs.toFixed(1)} ms of statements`, figures),
    ),
    `growth: ${ratio(large.statementMs, small.statementMs)} the time of statements, ${ratio(inHashes(large), inHashes(small))} the processor, by what a hash cost at either time`,
    figuresLine('a person with one company', oneCompany),
    figuresLine(`a person with ${COMPANIES} companies`, manyCompanies),
    `companies: ${ratio(processor(manyCompanies), processor(oneCompany))} the processor`,
  ].join('\n')
