// Setting what a company allows, and telling the audit trail what it was before. What is no longer allowed has ended.
import { type Decision, accept, refuse } from '@sluis/server-kit/decision'
import type { CompanyPolicy } from '#identity/companies/companies.store.ts'
import type { Transactional } from '#use-cases/stores.ts'

type Used = 'audit' | 'companies' | 'logouts'

/** `by`: the administrator. */
export async function setCompanyPolicy(
  identity: Transactional<Used>,
  companyId: string,
  policy: CompanyPolicy,
  by: string,
  now: Date,
): Promise<Decision<null, 'unknown'>> {
  return identity.transaction(async (stores) => {
    const before = await stores.companies.find(companyId)
    if (!before || !(await stores.companies.setPolicy(companyId, policy))) return refuse('unknown')
    if (before.remembersBrowsers === policy.remembersBrowsers && before.smsFirst === policy.smsFirst)
      return accept(null)
    const detail = {
      remembersBrowsers: policy.remembersBrowsers,
      textsFirst: policy.smsFirst,
      remembersBrowsersBefore: before.remembersBrowsers,
      textsFirstBefore: before.smsFirst,
    }
    if (before.remembersBrowsers && !policy.remembersBrowsers)
      await stores.logouts.enqueueRemembered({ companyId }, now)
    await stores.audit.append({ action: 'company-policy-set', result: 'done', actor: by, companyId, detail }, now)
    return accept(null)
  })
}
