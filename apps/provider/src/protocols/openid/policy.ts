// When the engine must send somebody to the way in: our own checks in the place of its login prompt, asked at every
// authorization request.
import type { Clock } from '@sluis/server-kit'
import { type KoaContextWithOIDC, interactionPolicy } from 'oidc-provider'
import { isSatisfied, type SignInState, evaluateSignIn } from '#identity/sessions/sign-in-state.service.ts'
import { acrOf, amrOf, authTimeOf, meets } from '#identity/sessions/assurance.ts'
import type { Identity } from '#identity/stores.ts'
import { SESSION_COOKIE } from '#platform/cookies.ts'
import { type Demand, demandOf, type RequestParams } from './demand.ts'

const { Check, Prompt, base } = interactionPolicy

type Seen = { demand: Demand; stand: SignInState }
export type PolicyNeeds = { identity: Identity; clock: Clock }

/**
 * The finished visit of the browser that asks, and where it stands on the way to this application. Gathered once a
 * request.
 */
export function seer({ identity, clock }: PolicyNeeds) {
  const seen = new WeakMap<KoaContextWithOIDC, Promise<Seen>>()
  return (ctx: KoaContextWithOIDC): Promise<Seen> => {
    let promise = seen.get(ctx)
    if (!promise) {
      promise = look(ctx)
      seen.set(ctx, promise)
    }
    return promise
  }

  async function look(ctx: KoaContextWithOIDC): Promise<Seen> {
    const now = clock.now()
    const token = ctx.cookies.get(`__Host-${SESSION_COOKIE}`)
    const visit = token ? ((await identity.sessions.findByToken(token, now)) ?? null) : null
    const session = visit?.signedInAt ? visit : null
    const application = await identity.applications.findByClientId(ctx.oidc.client!.clientId)
    if (!application) throw new Error(`application ${ctx.oidc.client!.clientId} is gone`)
    const demand = await demandOf({ identity, clock }, application, ctx.oidc.params as RequestParams, {
      href: '',
      startedAt: now,
      answered: ctx.oidc.result?.login !== undefined,
      personId: session?.personId ?? null,
    })
    const stand = await evaluateSignIn(identity, session, demand.destination, now)
    const known = ctx.oidc.session
    // What the visit has proved since the engine last heard of it: a factor that was set up or asked for on our own
    // pages.
    if (session && known && known.accountId === session.personId)
      known.loginAccount({
        accountId: session.personId,
        acr: acrOf(session),
        amr: amrOf(session),
        loginTs: Math.floor(authTimeOf(session).getTime() / 1000),
      })
    return { demand, stand }
  }
}

export type See = ReturnType<typeof seer>

export function policy(see: See) {
  const prompts = base()
  prompts.remove('login')
  prompts.add(
    new Prompt(
      { name: 'login', requestable: true },
      // First, since the first failing check is what prompt=none is told.
      new Check('acr', 'the requested acr_values are not met', 'unmet_authentication_requirements', async (ctx) => {
        const { stand, demand } = await see(ctx)
        const { acr } = demand.destination
        return (
          demand.refusal === 'unreachable-acr' ||
          (acr !== null && stand.session !== null && stand.facts.passwordProved && !meets(stand.session, acr))
        )
      }),
      new Check('not_through', 'the person has to sign in, or prove more', 'login_required', async (ctx) => {
        const { stand, demand } = await see(ctx)
        const elsewhere = ctx.oidc.session?.accountId !== stand.person?.id
        return elsewhere || !isSatisfied(stand, { ...demand.destination, acr: null })
      }),
      new Check('service', 'the person does not work there', 'access_denied', async (ctx) =>
        ['not-in-service', 'not-in-company'].includes((await see(ctx)).demand.refusal ?? ''),
      ),
      new Check('id_token_hint', 'id_token_hint and the signed-in person do not match', 'login_required', (ctx) => {
        const hinted = (ctx.oidc.entities.IdTokenHint as { payload?: { sub?: string } } | undefined)?.payload?.sub
        return hinted !== undefined && hinted !== ctx.oidc.session?.accountId
      }),
    ),
    0,
  )
  return prompts
}
