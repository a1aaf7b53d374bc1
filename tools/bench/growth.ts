// Whether a sign-in costs more where there is more: 2,000 people and 200,000 with two million audit events; and
// somebody with 400 companies beside somebody with one. In turns: a machine that is busy for a while is so for both.

import { grow, joinCompanies, type Sizes } from './grow.ts'
import { type Figures, figuresLine, measurement } from './measure.ts'
import { enrolBefore, nextDay, people, type Person, personOf, signIn, warmUp } from './people.ts'
import { benchWorld, type World } from './world.ts'

/** `statementMs`: of a sign-in, as the database counts it. */
type Grown = Sizes & { figures: Figures; statementMs: number }
export type GrowthFigures = { small: Grown; large: Grown; oneCompany: Figures; manyCompanies: Figures }

const AT_ONCE = 8
const BATCHES = 8
const COMPANIES = 400
// The system accounts in hundredths of a second, so that of few sign-ins the figures say little.
const TIMES = 200

/** `count`: how many sign in at each size, spread over all. */
export async function measureGrowth(small: Sizes, large: Sizes, count: number): Promise<GrowthFigures> {
  const worlds = [await benchWorld(), await benchWorld()] as const
  try {
    const [atSmall, atLarge] = await inTurns(worlds, [small, large], count)
    const [one, many] = await companies(worlds[1])
    return { small: atSmall!, large: atLarge!, oneCompany: one, manyCompanies: many }
  } finally {
    for (const world of worlds) await world.stop()
  }
}

async function inTurns(worlds: readonly World[], sizes: readonly Sizes[], count: number): Promise<Grown[]> {
  const groups: { world: World; sizes: Sizes; all: Person[]; spentMs: number }[] = []
  for (const [at, world] of worlds.entries()) {
    const [template] = await people(world, 1)
    await warmUp(world, [template!])
    const all = (await grow(world, template!, sizes[at]!, count)).map((id) => personOf(world, id))
    await enrolBefore(world, all)
    await warmUp(world, all)
    groups.push({ world, sizes: sizes[at]!, all, spentMs: 0 })
  }
  const measured = worlds.map((world) => measurement(world))
  const perBatch = Math.ceil(count / BATCHES)
  for (let from = 0; from < count; from += perBatch)
    for (const [at, group] of groups.entries()) {
      const { world, all } = group
      const before = await world.statements.spentMs()
      await measured[at]!.batch(AT_ONCE, all.slice(from, from + perBatch), (person) => signIn(world, person))
      group.spentMs += (await world.statements.spentMs()) - before
    }
  return groups.map(({ sizes: own, spentMs }, at) => ({
    ...own,
    figures: measured[at]!.figures(0),
    statementMs: spentMs / count,
  }))
}

/** Both sign in day after day. */
async function companies(world: World): Promise<[one: Figures, many: Figures]> {
  const both = (await people(world, 2)) as [Person, Person]
  await joinCompanies(world, both[1], COMPANIES)
  await warmUp(world, both)
  const measured = [measurement(world), measurement(world)] as const
  for (let day = 0; day < TIMES; day++) {
    await nextDay(world, both)
    for (const [at, person] of both.entries()) await measured[at]!.batch(1, [person], (who) => signIn(world, who))
  }
  return [measured[0].figures(0), measured[1].figures(0)]
}

const ratio = (after: number, before: number): string => `${(after / before).toFixed(2)} ×`
const processor = ({ provider, database }: Figures): number => provider + database

export const growthReport = ({ small, large, oneCompany, manyCompanies }: GrowthFigures): string =>
  [
    ...[small, large].map(({ people: there, audited, figures, statementMs }) =>
      figuresLine(`${there} people, ${audited} audit events, ${statementMs.toFixed(1)} ms of statements`, figures),
    ),
    `growth: ${ratio(large.statementMs, small.statementMs)} the time of statements, ${ratio(processor(large.figures), processor(small.figures))} the processor`,
    figuresLine('a person with one company', oneCompany),
    figuresLine(`a person with ${COMPANIES} companies`, manyCompanies),
    `companies: ${ratio(processor(manyCompanies), processor(oneCompany))} the processor`,
  ].join('\n')
