// Whether somebody must have a second factor, whatever they would like: by an obligation, or as administrator.
import type { Obligation } from '#identity/rollouts/obligation.ts'
import type { StoresOf } from '#use-cases/stores.ts'

export type RequirementStores = StoresOf<'rollouts' | 'people'>
export type FactorRequirement = { isRequired: boolean; isAdministrator: boolean; obligation: Obligation }

/** Over all companies and applications of the person: the factors are theirs, and the strictest decides (rule 7). */
export async function findFactorRequirement(
  stores: RequirementStores,
  personId: string,
  now: Date,
): Promise<FactorRequirement> {
  const obligation = await stores.rollouts.obligation({ personId, applicationId: null, companyId: null }, now)
  return requirementOf(obligation, await stores.people.isAdministrator(personId))
}

/** `obligation`: of all companies and applications together. */
export const requirementOf = (obligation: Obligation, isAdministrator: boolean): FactorRequirement => ({
  isRequired: obligation.obligation === 'required' || isAdministrator,
  isAdministrator,
  obligation,
})
