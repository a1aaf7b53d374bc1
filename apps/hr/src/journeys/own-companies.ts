// The companies that a session may choose from.
import type { Deps } from '#deps'
import type { EmployeeLogin } from '#people/employee-login.store.ts'
import type { Auth } from './request-context.ts'

/** A session from Sluis sees what Sluis' directory confirms; one by password what our records say. */
export const listOwnCompanies = ({ employeeLogins }: Deps, { session, login }: Auth): Promise<EmployeeLogin[]> =>
  employeeLogins.listByLogin(login.id, session.kind === 'sluis' ? login.sub : null)
