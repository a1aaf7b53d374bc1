// Who registers applications, and how much of it: an operator all, an API client no more than it may do itself
// (decision 0034).
import { type ApiScope, apiScopesIn } from '#identity/applications/api-scopes.ts'
import type { Application } from '#identity/applications/application.ts'
import type { StoresOf } from '#use-cases/stores.ts'

/** `actor`: for the audit trail. */
export type Registrar = { actor: string; mayGive: (scope: ApiScope) => boolean }

export const OPERATOR: Registrar = { actor: 'operator', mayGive: () => true }

/** Nobody gets the scope `applications` by the API, so that what one client lost, no other has got meanwhile. */
export const apiRegistrar = (client: { id: string }, scopes: ReadonlySet<string>): Registrar => ({
  actor: client.id,
  mayGive: (scope) => scope !== 'applications' && scopes.has(scope),
})

/** Whether it may give so much of what applications do by themselves. */
export const mayGiveAll = ({ mayGive }: Registrar, apiClientScope: string): boolean =>
  apiScopesIn(apiClientScope).every(mayGive)

export type Reach = Pick<Application, 'apiClientScope' | 'introspects'>
/**
 * Whether it may give an application so much, and so whether it may change one that has it, give it a secret, end one
 * or take it out: what it may do by itself, and whose access tokens it may ask about.
 */
export const mayManage = async (
  stores: StoresOf<'applications'>,
  registrar: Registrar,
  { apiClientScope, introspects }: Reach,
): Promise<boolean> =>
  mayGiveAll(registrar, apiClientScope) && (await judgeIntrospects(stores, registrar, introspects)).beyond.length === 0

export type Introspects = { unknown: string[]; beyond: string[] }
/** Which of the applications that it is to ask about are none, and which are not the registrar's to give. */
export async function judgeIntrospects(
  { applications }: StoresOf<'applications'>,
  registrar: Registrar,
  clientIds: readonly string[],
): Promise<Introspects> {
  const known = await applications.apiScopesOf(clientIds)
  return {
    unknown: clientIds.filter((clientId) => !known.has(clientId)),
    beyond: clientIds.filter((clientId) => !mayGiveAll(registrar, known.get(clientId) ?? '')),
  }
}
