// The second page: the password. The same answer and the same time for known and unknown addresses.
import { emailKey } from '@sluis/server-kit/email'
import { Hono } from 'hono'
import type { Context } from 'hono'
import { clearCookie, EMAIL_COOKIE, readCookie, REMEMBERED_COOKIE } from '#platform/cookies.ts'
import { padResponseTime } from '#platform/response-timing.ts'
import { findRecoveryPath } from '#use-cases/recover-account/find-recovery-path.ts'
import { beginSession } from '#use-cases/sign-in/begin-session.ts'
import {
  type PasswordFailure,
  type ProvedPassword,
  provePassword,
  resetTries,
} from '#use-cases/sign-in/prove-password.ts'
import { withNext } from '../flow/forms.ts'
import { expiredPage } from '../flow/expired-page.ts'
import { pageNotes } from '../flow/page-notes.ts'
import {
  type Env,
  setSessionCookie,
  type Deps,
  nextUrl,
  goOnFrom,
  type FlowContext,
  resolveFlow,
} from '../flow/sign-in-flow.ts'
import { toLockedPage } from '../parts/account-locked.ts'
import { browserOf } from './browser-of.ts'
import { callerOf } from './browser-pass.ts'
import { knownEmail, rememberEmail } from './enter-email.ts'
import { passwordPage } from './password-page.ts'

const NOTES = pageNotes<PasswordFailure>()

export function enterPassword(deps: Deps) {
  const { clock, sealer } = deps
  const routes = new Hono<Env>()
  routes.get(
    '/',
    requirePasswordStep(async (c, flow) => {
      const email = knownEmail(c, sealer, flow)
      if (email === null) return toEmail(c, flow)
      const failure = NOTES.read(c, deps)
      const status = failure === null ? 200 : failure.refusal === 'rate-limited' ? 429 : 422
      return c.html(passwordPage(c, deps, flow, email, failure, await isSameThere(deps, flow, email)), status)
    }),
  )
  routes.post('/', async (c) => {
    const beganAt = performance.now()
    return requirePasswordStep(async (_c, flow) => {
      const username = emailKey(c.get('form').text('username'))
      const email = username.ok ? username.value : knownEmail(c, sealer, flow)
      if (email === null) return toEmail(c, flow)
      const attempt = {
        email,
        applicationId: flow.request.application?.id ?? null,
        password: c.get('form').text('password'),
        ...callerOf(c, deps, email, flow.now),
      }
      const proved = await provePassword(deps, attempt, clock.now())
      if (!('refusal' in proved)) return signIn(c, flow, email, proved)
      rememberEmail(c, sealer, email, flow.now)
      await padResponseTime(beganAt)
      return refused(c, flow, proved)
    })(c)
  })
  return routes

  function refused(c: Context<Env>, { next }: FlowContext, failure: PasswordFailure): Response {
    return NOTES.redirect(c, deps, withNext('/sign-in/password', next), failure)
  }

  function requirePasswordStep(serve: (c: Context<Env>, flow: FlowContext) => Promise<Response>) {
    return async (c: Context<Env>): Promise<Response> => {
      const flow = await resolveFlow(c, deps, c.req.query('next') ?? '/')
      if (!flow) return expiredPage(c, deps)
      return flow.signIn.step === 'enter-password' ? serve(c, flow) : c.redirect(nextUrl(flow), 303)
    }
  }

  async function signIn(c: Context<Env>, flow: FlowContext, email: string, proved: ProvedPassword): Promise<Response> {
    const { person } = proved
    if (
      person.lockedAt !== null &&
      (await findRecoveryPath(deps.identity, person.id, person.lockedAt)) !== 'older-factor'
    ) {
      await resetTries(deps.identity, proved)
      return toLockedPage(c, deps, person.id, flow.next)
    }
    const now = clock.now()
    const begun = await beginSession(deps.identity, proved, contextOf(c, flow), now)
    // The password was changed meanwhile.
    if (begun === null) {
      rememberEmail(c, sealer, email, flow.now)
      return refused(c, flow, { refusal: 'wrong' })
    }
    clearCookie(c, EMAIL_COOKIE)
    setSessionCookie(c, begun.token)
    return goOnFrom(c, deps, flow, begun.record, now)
  }

  function contextOf(c: Context<Env>, flow: FlowContext): Parameters<typeof beginSession>[2] {
    return {
      before: flow.signIn.session,
      browser: browserOf(c),
      origin: deps.addressOf(c),
      remembered: readCookie(c, REMEMBERED_COOKIE),
      asked: flow.record.asked,
    }
  }
}

/**
 * Whether the password is still the one that the application knows. Said only where the application itself vouches for
 * somebody who is signed in there, so that nobody reads it of an address that they typed.
 */
async function isSameThere({ identity }: Deps, { request }: FlowContext, email: string): Promise<boolean> {
  const id = request.voucherPersonId
  const stored = id === null ? null : await identity.claimants.ownPassword(id)
  const own = stored && emailKey(stored.email)
  return own?.ok === true && own.value === email && stored?.isImported === true
}

const toEmail = (c: Context<Env>, flow: FlowContext): Response => c.redirect(withNext('/sign-in', flow.next), 303)
