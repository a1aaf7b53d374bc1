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

/** `scopes`: what applications do by themselves that is not the registrar's to give; at least one. */
export type Beyond = { refusal: 'beyond-your-scopes'; scopes: ApiScope[] }

const beyondIn = ({ mayGive }: Registrar, apiClientScope: string): ApiScope[] =>
  apiScopesIn(apiClientScope).filter((scope) => !mayGive(scope))

export type Reach = Pick<Application, 'apiClientScope' | 'introspects'>
/**
 * What of it the registrar may not give an application, and so may not change of one that has it, nor give it a secret,
 * end one or take it out: what it may do by itself, and whose access tokens it may ask about. Null for nothing.
 */
export async function findBeyond(
  stores: StoresOf<'applications'>,
  registrar: Registrar,
  { apiClientScope, introspects }: Reach,
): Promise<Beyond | null> {
  const { beyond } = await judgeIntrospects(stores, registrar, introspects)
  const scopes = [...new Set([...beyondIn(registrar, apiClientScope), ...beyond])]
  return scopes.length === 0 ? null : { refusal: 'beyond-your-scopes', scopes }
}

/** `unknown`: of the applications that it is to ask about, those that are none. `beyond`: what the others may do. */
export type Introspects = { unknown: string[]; beyond: ApiScope[] }
export async function judgeIntrospects(
  { applications }: StoresOf<'applications'>,
  registrar: Registrar,
  clientIds: readonly string[],
): Promise<Introspects> {
  const known = await applications.apiScopesOf(clientIds)
  return {
    unknown: clientIds.filter((clientId) => !known.has(clientId)),
    beyond: clientIds.flatMap((clientId) => beyondIn(registrar, known.get(clientId) ?? '')),
  }
}
