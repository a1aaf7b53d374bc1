// The arrival of an application's request: what we keep of it is stored with it, and whoever is not signed in goes
// straight to the page that asks who they are.
import type { Clock } from '@sluis/server-kit/clock'
import { isBrowserId, newBrowserId } from '@sluis/server-kit/csrf'
import { type KoaContextWithOIDC, Provider } from 'oidc-provider'
import { BROWSER_COOKIE } from '#platform/cookies.ts'
import { redeemVoucher } from '#use-cases/sign-in/redeem-voucher.ts'
import type { StoresOf } from '#use-cases/stores.ts'
import { settingsOf } from './clients.ts'
import { readCookie, writeCookie } from './cookies.ts'
import type { LoadPolicyContext } from './policy.ts'
import { type RequestNotes, requestHref } from './requests.ts'

type Interaction = InstanceType<Provider['Interaction']>
type Save = (this: Interaction, ttl: number) => Promise<string>
type Deps = { identity: StoresOf<'applications'>; clock: Clock }

/** With the request, its notes: when it came, in which browser, and whom a voucher stands for, which is consumed. */
export function keepArrivals(engine: Provider, deps: Deps): void {
  const { prototype } = engine.Interaction as unknown as { prototype: Interaction }
  const { save } = Object.getOwnPropertyDescriptors(prototype)
  Object.defineProperty(prototype, 'save', {
    async value(this: Interaction, ttl: number): Promise<string> {
      const { ctx } = Provider
      if (ctx && this.result === undefined) this.result = { sluis: await notesOf(ctx, this) }
      return (save.value as Save).call(this, ttl)
    },
  })

  async function notesOf(ctx: KoaContextWithOIDC, { uid, params }: Interaction): Promise<RequestNotes> {
    const now = deps.clock.now()
    const applicationId = settingsOf(ctx.oidc.client!).id
    return {
      arrivedAt: now.getTime(),
      applicationId,
      browserId: browserOf(ctx),
      voucherPersonId: await redeemVoucher(deps.identity, applicationId, params['voucher'], uid, now),
      grantedScope: '',
    }
  }
}

/** Its id, which this answer gives it where it has none. */
function browserOf(ctx: KoaContextWithOIDC): string {
  const sent = readCookie(ctx, BROWSER_COOKIE)
  if (isBrowserId(sent)) return sent
  const id = newBrowserId()
  writeCookie(ctx, BROWSER_COOKIE, id)
  return id
}

/** To be used around the engine's routes. Whoever has a session here is led by the request's own address. */
export const straightToSignIn =
  (loadContext: LoadPolicyContext): Parameters<Provider['use']>[0] =>
  async (ctx, next) => {
    await next()
    const waiting = (ctx as Partial<KoaContextWithOIDC>).oidc?.entities.Interaction
    if (ctx.status !== 303 || !waiting || ctx.response.get('location') !== requestHref(waiting.uid)) return
    const { requirements, hasSession } = await loadContext(ctx as KoaContextWithOIDC)
    if (hasSession || requirements.isAcrUnreachable) return
    ctx.redirect(`/sign-in?next=${encodeURIComponent(requestHref(waiting.uid))}`)
    ctx.status = 303
  }
