// A request that may ask nobody (prompt=none) of somebody who has signed in on our own pages: the engine's session does
// not know them yet, or still has whoever was there before. Any other request has it learn that on its way through the
// sign-in (continue.ts), with the audit entry of it.
import type { Account, KoaContextWithOIDC } from 'oidc-provider'
import { acrOf, amrOf, authTimeOf } from '#identity/sessions/assurance.ts'
import type { LoadPolicyContext } from './policy.ts'

type Grant = NonNullable<KoaContextWithOIDC['oidc']['grant']>
type Engine = {
  findAccount(ctx: KoaContextWithOIDC, personId: string): Promise<Account | undefined> | Account | undefined
  /** Of what is granted already; one of nothing where there is none. */
  grantOf(ctx: KoaContextWithOIDC, personId: string): Promise<Grant>
}

/** The same context, and after it the engine knows whom it is about. Once a request. */
export function recognisingSilently(loadContext: LoadPolicyContext, engine: Engine): LoadPolicyContext {
  const cache = new WeakMap<KoaContextWithOIDC, ReturnType<LoadPolicyContext>>()
  return (ctx) => {
    const promise = cache.get(ctx) ?? recognise(ctx)
    cache.set(ctx, promise)
    return promise
  }

  async function recognise(ctx: KoaContextWithOIDC): ReturnType<LoadPolicyContext> {
    const context = await loadContext(ctx)
    const { oidc } = ctx
    const own = context.signIn.session
    if (!oidc.promptPending('none') || !oidc.session || !own || oidc.session.accountId === own.personId) return context
    const account = await engine.findAccount(ctx, own.personId)
    if (!account) return context
    oidc.session.uid = own.id
    oidc.session.loginAccount({
      accountId: own.personId,
      acr: acrOf(own),
      amr: amrOf(own),
      loginTs: Math.floor(authTimeOf(own).getTime() / 1000),
      transient: true,
    })
    oidc.entity('Account', account)
    const grant = await engine.grantOf(ctx, own.personId)
    oidc.session.ensureClientContainer(oidc.client!.clientId)
    oidc.session.grantIdFor(oidc.client!.clientId, grant.jti)
    oidc.entity('Grant', grant)
    return context
  }
}
