// The grant of a session for an application and a company: what it may give out, by what the person has granted.
import { randomToken } from '@sluis/server-kit/random'
import type { KoaContextWithOIDC, Provider } from 'oidc-provider'
import { isCovered } from '#identity/applications/applications.store.ts'
import { acrOf } from '#identity/sessions/assurance.ts'
import { grantedBy } from './claims.ts'
import type { LoadPolicyContext } from './policy.ts'
import { memory } from './request-memory.ts'

/** Undefined where nobody is signed in as whom the engine has, or they have not granted all that is asked for. */
export const grantOfSession =
  (loadContext: LoadPolicyContext, engine: () => Provider) => async (ctx: KoaContextWithOIDC) => {
    const { signIn, requirements } = await loadContext(ctx)
    const { application, companyId, isSeparate, scope } = requirements.signInRequest
    const { session, owner } = signIn
    // The engine may still have whoever was there before; the checks send this one through the sign-in then.
    if (!session || !owner || !application || ctx.oidc.session?.accountId !== session.personId) return undefined
    const { consented, grants } = owner
    if (!isCovered(scope, consented)) return undefined
    const held = grants.find((each) => each.companyId === companyId && each.isSeparate === isSeparate)
    const { clientId } = ctx.oidc.client!
    // By the name that the application is told when the session ends.
    ctx.oidc.session.sidFor(clientId, session.id)
    const grant = new (engine().Grant)({ accountId: session.personId, clientId })
    Object.assign(grant, grantedBy(consented), { jti: held?.grantId ?? randomToken() })
    const acr = acrOf(session)
    if (held?.acr === acr && held.scope === consented) return grant
    // Its record is for processes of the version before, which go by it alone.
    await grant.save()
    memory(ctx)!.waiting.grant = {
      grantId: grant.jti,
      sessionId: session.id,
      applicationId: application.id,
      companyId,
      isSeparate,
      acr,
      scope: consented,
    }
    return grant
  }
