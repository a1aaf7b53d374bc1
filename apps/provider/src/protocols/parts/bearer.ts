// Who calls an API: an application with a client-credentials token of the right scope, or a problem detail that says
// what is missing.
import { type Decision, accept, refuse } from '@sluis/server-kit/decision'
import type { Problem } from '@sluis/server-kit/problem'
import type { Context } from 'hono'
import type { ApiScope } from '#identity/applications/api-scopes.ts'
import type { Application } from '#identity/applications/application.ts'
import type { FindApiClient } from '#identity/applications/applications.store.ts'
import { type ApiEnv, problem } from './json-api.ts'

/** `scopes`: what the token covers, which may be less than the application is registered for. */
export type ApiClient = { application: Application; scopes: ReadonlySet<string> }

async function callerOf(
  c: Context,
  findApiClient: FindApiClient,
  scope: ApiScope,
): Promise<Decision<ApiClient, 'no-token' | 'scope'>> {
  const token = /^Bearer ([\w.~+/-]{20,512}=*)$/i.exec(c.req.header('authorization') ?? '')?.[1]
  const client = token ? await findApiClient(token) : null
  if (!client) return refuse('no-token')
  return client.scopes.has(scope) ? accept(client) : refuse('scope')
}

/** Guards a route of an API by the scope that it is under. */
export const requireScope =
  <Env extends ApiEnv>(
    findApiClient: FindApiClient,
    scope: ApiScope,
    serve: (c: Context<Env>, client: ApiClient) => Promise<Response>,
  ) =>
  async (c: Context<Env>): Promise<Response> => {
    const caller = await callerOf(c, findApiClient, scope)
    if (caller.ok) return serve(c, caller.value)
    const challenge =
      caller.refusal === 'no-token'
        ? 'Bearer error="invalid_token"'
        : `Bearer error="insufficient_scope", scope="${scope}"`
    return problem(c, CALLER_PROBLEM[caller.refusal], { 'www-authenticate': challenge })
  }

const CALLER_PROBLEM: Record<'no-token' | 'scope', Problem> = {
  'no-token': {
    name: 'not-authenticated',
    status: 401,
    title: 'An access token is needed',
    detail: 'Get one by client credentials at the token endpoint and send it as Authorization: Bearer.',
  },
  scope: {
    name: 'insufficient-scope',
    status: 403,
    title: 'This token does not cover that',
    detail:
      'Ask for the scope at the token endpoint. Whether an application may have it is chosen at its registration.',
  },
}
