// When the engine must send somebody to the way in: our own checks in the place of its login prompt, asked at every
// authorization request.
import type { Clock } from '@sluis/server-kit/clock'
import { type KoaContextWithOIDC, interactionPolicy } from 'oidc-provider'
import { isSatisfied, type SignInState, evaluateSignIn } from '#use-cases/sign-in/sign-in-state.ts'
import { acrOf, amrOf, authTimeOf, meets } from '#identity/sessions/assurance.ts'
import { isShutOut } from '#identity/sessions/right-to-go-on.ts'
import type { Identity } from '#use-cases/stores.ts'
import { SESSION_COOKIE } from '#platform/cookies.ts'
import { clientRemoved } from './client-removed.ts'
import { readCookie } from './cookies.ts'
import { memory } from './request-memory.ts'
import { companyOf, type RequestParams, type RequestRequirements, requestRequirements } from './request-requirements.ts'

const { Check, Prompt, base } = interactionPolicy

// The engine asks for every native application; ours asks where nobody vouches for which one it is.
const ASKED_FOR_NATIVE = 'native_client_prompt'

/** `hasSession`: this browser has one, finished or half-way. */
type PolicyContext = { requirements: RequestRequirements; signIn: SignInState; hasSession: boolean }
export type PolicyDeps = { identity: Identity; clock: Clock }

/**
 * The finished session of the browser that asks, and where it stands on the way to this application. Gathered once a
 * request.
 */
export function createPolicyContext({ identity, clock }: PolicyDeps) {
  const cache = new WeakMap<KoaContextWithOIDC, Promise<PolicyContext>>()
  return (ctx: KoaContextWithOIDC): Promise<PolicyContext> => {
    let promise = cache.get(ctx)
    if (!promise) {
      promise = load(ctx)
      cache.set(ctx, promise)
    }
    return promise
  }

  async function load(ctx: KoaContextWithOIDC): Promise<PolicyContext> {
    const now = clock.now()
    const application = await identity.applications.findByClientId(ctx.oidc.client!.clientId)
    if (!application) throw clientRemoved()
    const params = ctx.oidc.params as RequestParams
    const resumed = memory(ctx)?.signIn
    const stored =
      resumed?.applicationId === application.id
        ? resumed
        : await identity.signIns.read(
            {
              token: readCookie(ctx, SESSION_COOKIE) ?? null,
              applicationId: application.id,
              company: companyOf(params),
            },
            now,
          )
    const record = stored.session?.signedInAt ? stored : { ...stored, session: null, owner: null }
    const requirements = requestRequirements(
      application,
      { params, trusted: ctx.oidc.trusted },
      { href: '', startedAt: now, answered: ctx.oidc.result?.login !== undefined, owner: record.owner },
      now,
    )
    const signIn = evaluateSignIn(record, requirements.signInRequest, now)
    const { session } = record
    const engineSession = ctx.oidc.session
    // What the session has proved since the engine last heard of it: a factor that was set up or asked for on our own
    // pages.
    if (session && engineSession && engineSession.accountId === session.personId)
      engineSession.loginAccount({
        accountId: session.personId,
        acr: acrOf(session),
        amr: amrOf(session),
        loginTs: Math.floor(authTimeOf(session).getTime() / 1000),
      })
    return { requirements, signIn, hasSession: stored.session !== null }
  }
}

export type LoadPolicyContext = ReturnType<typeof createPolicyContext>

export function policy(loadContext: LoadPolicyContext) {
  const prompts = base()
  prompts.remove('login')
  prompts.get('consent')!.checks.remove(ASKED_FOR_NATIVE)
  prompts.add(
    new Prompt(
      { name: 'login', requestable: true },
      // First, since the first failing check is what prompt=none is told.
      new Check('acr', 'the requested acr_values are not met', 'unmet_authentication_requirements', async (ctx) => {
        const { signIn, requirements } = await loadContext(ctx)
        const { acr } = requirements.signInRequest
        return (
          requirements.isAcrUnreachable ||
          (acr !== null && signIn.session !== null && signIn.facts.passwordProved && !meets(signIn.session, acr))
        )
      }),
      new Check('not_through', 'the person has to sign in, or prove more', 'login_required', async (ctx) => {
        const { signIn, requirements } = await loadContext(ctx)
        const elsewhere = ctx.oidc.session?.accountId !== signIn.person?.id
        return elsewhere || !isSatisfied(signIn, { ...requirements.signInRequest, acr: null })
      }),
      new Check(
        'anybodys',
        'the person grants access each time',
        'interaction_required',
        async (ctx) => (await loadContext(ctx)).requirements.isAnybodys,
      ),
      new Check('service', 'the person does not work there', 'access_denied', async (ctx) =>
        isShutOut((await loadContext(ctx)).signIn.end),
      ),
      new Check('subject', 'the application asks for somebody else', 'login_required', async (ctx) => {
        const { subjects } = (await loadContext(ctx)).requirements
        return subjects !== null && !subjects.includes(ctx.oidc.session?.accountId ?? '')
      }),
    ),
    0,
  )
  return prompts
}
