// The demo's world: made-up companies and people, each in another situation of the change, with every date counted from
// the first start.
import { companiesAt, type DemoCompany } from './world/companies.ts'
import { people, type DemoPerson } from './world/people.ts'

export type World = { firstStartAt: Date; companies: DemoCompany[]; people: readonly DemoPerson[] }

/** The same at every start of one demo, since `firstStartAt` is kept. */
export const worldAt = (firstStartAt: Date): World => ({ firstStartAt, companies: companiesAt(firstStartAt), people })

/** The company of a post. Throws on one that is not in the world: a test holds that against the lists. */
export function companyOf(world: World, id: string): DemoCompany {
  const company = world.companies.find((each) => each.id === id)
  if (!company) throw new Error(`no company ${id} in the demo's world`)
  return company
}
