// The demo's world: invented companies and people in different situations; dates are relative to the first start.
import { companiesAt, type DemoCompany } from './world/companies.ts'
import { people, type DemoPerson } from './world/people.ts'

export type World = { firstStartAt: Date; companies: DemoCompany[]; people: readonly DemoPerson[] }

/** The same at every start of one demo, since `firstStartAt` is stored. */
export const worldAt = (firstStartAt: Date): World => ({ firstStartAt, companies: companiesAt(firstStartAt), people })

/** The company of a membership. Throws when it is not in the world; a test checks that all are. */
export function companyOf(world: World, id: string): DemoCompany {
  const company = world.companies.find((each) => each.id === id)
  if (!company) throw new Error(`no company ${id} in the demo's world`)
  return company
}
