// Between an application's request and its answer: who is signed in, which step comes next, and when none is left, back
// to the application.
import type { Html } from '@sluis/design'
import { Hono } from 'hono'
import type { Context } from 'hono'
import { meets } from '#identity/sessions/assurance.ts'
import { isShutOut, type ShutOut } from '#identity/sessions/right-to-go-on.ts'
import { requestIn } from '#identity/sessions/sign-in-request.ts'
import type { SignInRecord } from '#identity/sign-ins/sign-in-record.store.ts'
import type { Translate } from '#locales/messages.ts'
import { readCookie, readDeviceToken, SESSION_COOKIE } from '#platform/cookies.ts'
import { keepLanguage, languageOf } from '#platform/language.ts'
import type { Renderer } from '#platform/page.ts'
import { setPageBrand } from '#platform/page-brand.ts'
import { redeemVoucher } from '#use-cases/sign-in/redeem-voucher.ts'
import { type SignInState, evaluateSignIn } from '#use-cases/sign-in/sign-in-state.ts'
import { accessContent } from './access-page.ts'
import { interactionOfBrowser } from './cookies.ts'
import { type Env, type FinishDeps, isAboutAnother, requestFinisher } from './finish-request.ts'
import { notListedContent } from './not-listed-page.ts'
import type { RequestRequirements } from './request-requirements.ts'
import { type PendingRequest, requestHref } from './requests.ts'

export type ContinueDeps = FinishDeps & {
  renderer: Renderer
  /** The address of a step's page. */
  nextUrl(flow: { next: string; signIn: SignInState }): string
}

/** From a form of a request that has expired: its own address says so. */
const toRequest = (c: Context<Env>): Response => c.redirect(new URL(c.req.url).pathname.replace(/\/[^/]*$/, ''), 303)

type RequestContext = {
  request: PendingRequest
  requirements: RequestRequirements
  record: SignInRecord
  signIn: SignInState
  t: Translate
  now: Date
  uid: string
}

const SHUT_OUT: Record<ShutOut, string> = {
  'out-of-service': 'the directory has put the person out of service',
  'not-listed': 'the directory of the application does not name the person',
  'membership-ended': 'the person does not work at that company',
}

/** Known before access is asked, or a second factor set up for nothing; not before it is sure who it is. */
const isNotListed = ({ end, step }: SignInState): boolean =>
  end === 'not-listed' && (step === null || step === 'grant-access')

/** The session knows how this browser stands with its person. */
const seenHere = (record: SignInRecord): SignInRecord => ({
  ...record,
  session: record.session && record.owner && { ...record.session, history: record.owner.history },
})

export function continueRequest(deps: ContinueDeps) {
  const { identity, clock, requests } = deps
  const { answer, finish } = requestFinisher(deps)
  const routes = new Hono<Env>()
  routes.get('/:uid', async (c) => {
    const context = await arrive(c)
    if (!context) return deps.expiredPage(c)
    const { requirements, signIn } = context
    if (isNotListed(signIn)) return c.html(notListedPage(c, context), 403)
    // No sign-in can meet it, so none is asked for (RFC 9470 §5).
    if (requirements.isAcrUnreachable)
      return answer(c, context.request, {
        error: 'unmet_authentication_requirements',
        error_description: 'the requested acr cannot be reached',
      })
    if (signIn.step !== null || !signIn.session || !signIn.person)
      return c.redirect(deps.nextUrl({ next: requestHref(context.uid), signIn }), 303)
    if (isShutOut(signIn.end))
      return answer(c, context.request, { error: 'access_denied', error_description: SHUT_OUT[signIn.end] })
    if (!meets(signIn.session, requirements.signInRequest.acr))
      return answer(c, context.request, { error: 'unmet_authentication_requirements' })
    if (isAboutAnother(requirements, signIn.person.id))
      return answer(c, context.request, {
        error: 'login_required',
        error_description: 'somebody else is signed in than the application asks for',
      })
    return finish(c, context, signIn.session)
  })
  routes.get('/:uid/access', async (c) => {
    const context = await arrive(c)
    if (!context) return deps.expiredPage(c)
    if (isNotListed(context.signIn)) return c.redirect(requestHref(context.uid), 303)
    if (context.signIn.step !== 'grant-access')
      return c.redirect(deps.nextUrl({ next: requestHref(context.uid), signIn: context.signIn }), 303)
    return c.html(accessPage(c, context))
  })
  routes.post('/:uid/access', async (c) => {
    const context = await arrive(c)
    if (!context) return toRequest(c)
    const next = requestHref(context.uid)
    if (isNotListed(context.signIn)) return c.redirect(next, 303)
    if (context.signIn.step !== 'grant-access') return c.redirect(deps.nextUrl({ next, signIn: context.signIn }), 303)
    // Kept with the request, and stored as consent at the end of the sign-in: a password alone grants nothing lasting.
    const { signInRequest } = context.requirements
    const grantedScope = signInRequest.scope
    await requests.saveNotes(context.request, { ...context.request.notes, grantedScope })
    const signIn = evaluateSignIn(context.record, { ...signInRequest, grantedScope }, context.now)
    return c.redirect(deps.nextUrl({ next, signIn }), 303)
  })
  routes.post('/:uid/leave', async (c) => {
    const context = await arrive(c)
    if (!context) return toRequest(c)
    if (isNotListed(context.signIn))
      return answer(c, context.request, { error: 'access_denied', error_description: SHUT_OUT['not-listed'] })
    const isAccess = context.signIn.step === 'grant-access' || context.requirements.signInRequest.acr === null
    return answer(
      c,
      context.request,
      isAccess
        ? { error: 'access_denied', error_description: 'the person went back' }
        : { error: 'unmet_authentication_requirements', error_description: 'the person set up no second factor' },
    )
  })
  return routes

  /** The request of this browser. */
  async function arrive(c: Context<Env>): Promise<RequestContext | null> {
    const now = clock.now()
    const uid = c.req.param('uid') ?? ''
    if (interactionOfBrowser(c) !== uid) return null
    const token = readCookie(c, SESSION_COOKIE) ?? null
    const found = await requests.load(uid, { token, device: readDeviceToken(c) })
    if (!found) return null
    const record = seenHere(found.record)
    let { request } = found
    // A process of the version before has taken it in: what that keeps at the first page is kept here.
    if (request.notes.browserId === null) {
      const { voucher } = request.interaction.params
      const notes = {
        ...request.notes,
        arrivedAt: now.getTime(),
        applicationId: request.application.id,
        browserId: c.get('browserId'),
        voucherPersonId: await redeemVoucher(identity, request.application.id, voucher, uid, now),
      }
      await requests.saveNotes(request, notes)
      request = { ...request, notes }
    }
    const requirements = requests.requirementsOf({ request, record })
    const signIn = evaluateSignIn(record, requirements.signInRequest, now)
    const language = languageOf(c, {
      uiLanguage: requirements.signInRequest.uiLanguage,
      startedAt: requirements.signInRequest.startedAt,
      personLanguage: signIn.step === null || signIn.session?.signedInAt ? signIn.person?.language : undefined,
    })
    keepLanguage(c, language)
    c.set('journeyLanguage', language)
    const signInRequest = requestIn(requirements.signInRequest, language)
    setPageBrand(c, { application: signInRequest.application, employer: signIn.employer, isHalfWay: false })
    return {
      request,
      requirements: { ...requirements, signInRequest },
      record,
      signIn,
      t: deps.renderer.t(language),
      now,
      uid,
    }
  }

  function notListedPage(c: Context<Env>, { requirements, t, uid, signIn }: RequestContext): Html {
    const { name } = requirements.signInRequest.application!
    return deps.renderer.step(c, t, {
      title: t('not-listed.title', { application: name }),
      content: notListedContent(
        t,
        { name, email: signIn.person!.email },
        { href: requestHref(uid), csrf: c.get('csrfToken') },
      ),
      bodyId: 'not-listed',
      help: 'access',
    })
  }

  function accessPage(c: Context<Env>, { request, requirements, t, uid, signIn }: RequestContext): Html {
    const { application, scope } = requirements.signInRequest
    const access = {
      application: application!,
      scopes: scope.split(' '),
      staysSignedIn: request.application.scope.split(' ').includes('offline_access'),
      asksEachTime: requirements.isAnybodys,
      email: signIn.person!.email,
    }
    return deps.renderer.step(c, t, {
      title: t('access.title', { application: application!.name }),
      content: accessContent(t, access, { href: requestHref(uid), csrf: c.get('csrfToken') }),
      progress: signIn.session?.factorAt ? { total: 2, done: 2, level: 0.2 } : { total: 2, done: 1, level: 0.3 },
      bodyId: 'grant-access',
      help: 'access',
    })
  }
}
