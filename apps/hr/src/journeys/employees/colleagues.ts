// The colleagues of a company with what Sluis says of them; whoever is not ready first.
import type { Deps } from '#deps'
import type { Colleague } from '#people/employee-login.store.ts'
import { readyOf, type Readiness, type Ready } from '#sluis/readiness.ts'
import { SluisUnreachable } from '#sluis/unreachable.ts'

export type ColleagueRow = Colleague & Ready

const ORDER: Record<Ready['state'], number> = { 'not-ready': 0, unknown: 1, ready: 2 }

/** `readiness`: null where Sluis could not be asked. */
export async function loadColleagues(
  { api, employeeLogins }: Deps,
  companyId: string,
  now: Date,
): Promise<{ readiness: Readiness | null; colleagues: ColleagueRow[] }> {
  const [readiness, all] = await Promise.all([
    api.readiness(companyId).catch((error: unknown) => {
      if (error instanceof SluisUnreachable) return null
      throw error
    }),
    employeeLogins.listByCompany(companyId),
  ])
  const byPerson = new Map(readiness?.people.map((each) => [each.person, each]))
  const rowOf = (colleague: Colleague): ColleagueRow => ({
    ...colleague,
    ...readyOf(byPerson.get(colleague.loginId), readiness?.deadline ?? null, now),
  })
  return {
    readiness,
    colleagues: all.map(rowOf).toSorted((one, other) => ORDER[one.state] - ORDER[other.state]),
  }
}
