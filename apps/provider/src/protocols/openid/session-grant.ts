// The grant of a session for an application and a company: what it may give out, by what the person has granted.
import { randomToken } from '@sluis/server-kit/random'
import type { KoaContextWithOIDC, Provider } from 'oidc-provider'
import { isCovered } from '#identity/applications/applications.store.ts'
import { acrOf } from '#identity/sessions/assurance.ts'
import type { StoresOf } from '#use-cases/stores.ts'
import { grantedBy } from './claims.ts'
import type { LoadPolicyContext } from './policy.ts'
import { memory } from './request-memory.ts'

type Deps = { identity: StoresOf<'grants'> }

/** Undefined where nobody is signed in as whom the engine has, or they have not granted all that is asked for. */
export const grantOfSession =
  ({ identity }: Deps, loadContext: LoadPolicyContext, engine: () => Provider) =>
  async (ctx: KoaContextWithOIDC) => {
    const { signIn, requirements } = await loadContext(ctx)
    const { application, companyId, isSeparate, scope } = requirements.signInRequest
    const { session, person } = signIn
    // The engine may still have whoever was there before; the checks send this one through the sign-in then.
    if (!session || !person || !application || ctx.oidc.session?.accountId !== person.id) return undefined
    const of = { sessionId: session.id, personId: person.id, applicationId: application.id }
    const { consented, grant: given } = await identity.grants.findGiven(of, { companyId, isSeparate })
    if (!isCovered(scope, consented)) return undefined
    const { clientId } = ctx.oidc.client!
    // By the name that the application is told when the session ends.
    ctx.oidc.session.sidFor(clientId, session.id)
    const grant = new (engine().Grant)({ accountId: person.id, clientId })
    Object.assign(grant, grantedBy(consented), { jti: given?.grantId ?? randomToken() })
    const acr = acrOf(session)
    if (given?.acr === acr && given.scope === consented) return grant
    // Its record is for processes of the version before, which go by it alone.
    await grant.save()
    memory(ctx)!.waiting.grant = { ...of, grantId: grant.jti, companyId, isSeparate, acr, scope: consented }
    return grant
  }
