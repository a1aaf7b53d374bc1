// Setting what a company allows, and telling the audit trail what it was before.
import { type Decision, accept, refuse } from '@sluis/ground'
import type { Identity } from '#identity/stores.ts'
import type { Allowed } from './companies.store.ts'

/** `by`: the administrator. */
export async function allowCompany(
  identity: Identity,
  companyId: string,
  allowed: Allowed,
  by: string,
  now: Date,
): Promise<Decision<null, 'unknown'>> {
  return identity.together(async (stores) => {
    const before = await stores.companies.find(companyId)
    if (!before || !(await stores.companies.setAllowed(companyId, allowed))) return refuse('unknown')
    if (before.remembersBrowsers === allowed.remembersBrowsers && before.textsFirst === allowed.textsFirst)
      return accept(null)
    const detail = {
      remembersBrowsers: allowed.remembersBrowsers,
      textsFirst: allowed.textsFirst,
      remembersBrowsersBefore: before.remembersBrowsers,
      textsFirstBefore: before.textsFirst,
    }
    await stores.audit.append({ action: 'company-policy-set', result: 'done', actor: by, companyId, detail }, now)
    return accept(null)
  })
}
