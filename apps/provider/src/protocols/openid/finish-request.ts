// The end of an application's request: the sign-in is through, becomes a session, and the engine answers the
// application.
import type { Clock } from '@sluis/server-kit/clock'
import type { PageVariables } from '@sluis/server-kit/page-middleware'
import type { HttpBindings } from '@hono/node-server'
import type { Context } from 'hono'
import type Provider from 'oidc-provider'
import { isApplicationRemoved } from '#identity/applications/application-removed.ts'
import { acrOf, amrOf, authTimeOf, meets } from '#identity/sessions/assurance.ts'
import { isShutOut } from '#identity/sessions/right-to-go-on.ts'
import type { Session } from '#identity/sessions/sessions.store.ts'
import type { Notify } from '#messaging/mail/notify.ts'
import { ensureDeviceToken, readDeviceToken } from '#platform/cookies.ts'
import { endLanguage } from '#platform/language.ts'
import type { SignInContext } from '#use-cases/sign-in/finish-sign-in.ts'
import { type SignInState, evaluateSignIn } from '#use-cases/sign-in/sign-in-state.ts'
import { signInToApplication } from '#use-cases/sign-in/sign-in-to-application.ts'
import type { Identity } from '#use-cases/stores.ts'
import { mayRedirectTo } from './clients.ts'
import type { RequestRequirements } from './request-requirements.ts'
import { type FoundRequest, type PendingRequest, requestHref, type Requests } from './requests.ts'

export type Env = { Bindings: HttpBindings; Variables: PageVariables }
export type FinishDeps = {
  identity: Identity
  clock: Clock
  requests: Requests
  notify: Pick<Notify, 'notice'>
  engine: () => Provider
  /** What is offered at the end of a sign-in, before the person goes on to `next`; null for nothing. */
  offer(c: Context<Env>, signIn: SignInState, next: string): Promise<string | null>
  expiredPage(c: Context): Response | Promise<Response>
  addressOf(c: Context): string
}
type Ending = { request: PendingRequest; requirements: RequestRequirements; signIn: SignInState }

/** Asked again it would be the same: a request is about one person (OpenID Connect Core §3.1.2.2). */
export const isAboutAnother = ({ subjects }: RequestRequirements, personId: string): boolean =>
  subjects !== null && !subjects.includes(personId)

export function requestFinisher(deps: FinishDeps) {
  return { finish, answer, finishIfThrough, endIfThrough }

  /** Null where there is more to be asked or to be said. */
  function throughOf(found: FoundRequest): { ending: Ending; session: Session } | null {
    const requirements = deps.requests.requirementsOf(found)
    const signIn = evaluateSignIn(found.record, requirements.signInRequest, deps.clock.now())
    const { session, person, step, end } = signIn
    const isThrough =
      session !== null &&
      person !== null &&
      step === null &&
      !isShutOut(end) &&
      !requirements.isAcrUnreachable &&
      meets(session, requirements.signInRequest.acr) &&
      !isAboutAnother(requirements, person.id)
    return isThrough ? { ending: { request: found.request, requirements, signIn }, session } : null
  }

  /** What the end leaves behind, where nothing is to be granted at it; null as of `throughOf`. */
  function endIfThrough(c: Context<Env>, found: FoundRequest): Required<SignInContext> | null {
    const ending = throughOf(found)?.ending
    const device = readDeviceToken(c)
    if (!ending || device === null || !leadsBack(ending) || !isStored(ending)) return null
    return { application: ending.requirements.signInRequest.application!, origin: deps.addressOf(c), device }
  }

  /** Null where there is more to be asked or to be said. `isFinished`: the sign-in has become a session. */
  async function finishIfThrough(c: Context<Env>, found: FoundRequest, isFinished = false): Promise<Response | null> {
    const through = throughOf(found)
    return through && finish(c, through.ending, through.session, isFinished)
  }

  /** An address that was taken out of the registration meanwhile gets no code. */
  function leadsBack({ request }: Ending): boolean {
    return mayRedirectTo(deps.engine(), request.application, String(request.interaction.params['redirect_uri']))
  }

  async function finish(
    c: Context<Env>,
    ending: Ending,
    session: Session,
    isFinished = session.signedInAt !== null,
  ): Promise<Response> {
    if (!leadsBack(ending)) return deps.expiredPage(c)
    const { request, signIn } = ending
    const { signInRequest } = ending.requirements
    const person = signIn.person!
    const device = ensureDeviceToken(c)
    const offer = await deps.offer(c, signIn, requestHref(request.interaction.uid))
    const application = signInRequest.application!
    // A person who gets an offer comes back here, and the access is stored then.
    const { grantedScope: scope, startedAt: since } = signInRequest
    const isGranted = offer === null && !isStored(ending)
    try {
      if (!isFinished || isGranted)
        await signInToApplication(
          deps,
          session,
          person,
          { application, origin: deps.addressOf(c), device, factors: signIn.factors },
          isGranted ? { application, scope, since } : null,
          deps.clock.now(),
        )
    } catch (error) {
      if (isApplicationRemoved(error)) return deps.expiredPage(c)
      throw error
    }
    if (offer !== null) return c.redirect(offer, 303)
    return answer(c, request, {
      login: {
        accountId: person.id,
        acr: acrOf(session),
        amr: amrOf(session),
        ts: Math.floor(authTimeOf(session).getTime() / 1000),
        remember: false,
      },
      consent: {},
    })
  }

  async function answer(
    c: Context<Env>,
    request: PendingRequest,
    result: Parameters<Provider['interactionResult']>[2],
  ): Promise<Response> {
    endLanguage(c)
    return c.redirect(await deps.requests.answer(request, result), 303)
  }
}

/** What was granted on the way is stored already, or nothing was. */
const isStored = ({ requirements: { signInRequest }, signIn: { owner } }: Ending): boolean => {
  const { grantedScope, startedAt } = signInRequest
  return grantedScope === '' || (grantedScope === owner?.consented && (owner.consentedAt ?? 0) >= startedAt)
}
