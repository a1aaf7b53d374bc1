// The second factor by SMS: a code is sent at the press of a button, and typed in here. The page never waits for a
// gateway.
import { rateLimitKey } from '@sluis/server-kit/client-address'
import { MINUTE_MS } from '@sluis/server-kit/time'
import { normaliseCode } from '@sluis/otp'
import { Hono } from 'hono'
import type { Context } from 'hono'
import type { Phone } from '#identity/phones/phones.store.ts'
import { isUsable } from '#identity/second-factors/factors.ts'
import { proveSmsCode, sendSignInCode } from '#use-cases/prove-factor/sms-code.ts'
import { withNext } from '../flow/forms.ts'
import { pageNotes } from '../flow/page-notes.ts'
import { requireStep } from '../flow/require-step.ts'
import { type Env, setSessionCookie, type AuthenticatedFlow, type Deps, goOnAfterProof } from '../flow/sign-in-flow.ts'
import { codeErrorStatus } from '../parts/code-errors.ts'
import { sendErrorStatus } from '../parts/sms-delivery.ts'
import { startAgain } from './start-again.ts'
import { rememberIfAsked } from './remembering.ts'
import { type SmsCodeFailure, smsCodePage } from './sms-code-page.ts'

const NOTES = pageNotes<SmsCodeFailure & { until?: Date }>()

const PATH = '/sign-in/text'
type Serve = (c: Context<Env>, flow: AuthenticatedFlow, phone: Phone) => Promise<Response>

export function enterSmsCode(deps: Deps) {
  const routes = new Hono<Env>()
  routes.get(
    '/',
    requirePhone(deps, async (c, flow, phone) => {
      const refusal = NOTES.read(c, deps)
      return c.html(await smsCodePage(c, deps, flow, phone, refusal), refusal ? statusOf(refusal) : 200)
    }),
  )
  routes.get('/send', (c) => c.redirect(withNext(PATH, c.req.query('next') ?? '/'), 303))
  routes.post('/send', requirePhone(deps, sendCode))
  routes.post('/', requirePhone(deps, proveCode))
  return routes

  async function sendCode(c: Context<Env>, flow: AuthenticatedFlow): Promise<Response> {
    const now = deps.clock.now()
    const sent = await sendSignInCode(deps, flow.session, flow.person, rateLimitKey(deps.addressOf(c)), now)
    return sent.ok ? c.redirect(withNext(PATH, flow.next), 303) : refused(c, flow, { of: 'sending', failure: sent })
  }

  async function proveCode(c: Context<Env>, flow: AuthenticatedFlow): Promise<Response> {
    const typed = normaliseCode(c.get('form').text('code').slice(0, 200))
    if (!typed.ok) return refused(c, flow, { of: 'code', failure: typed })
    const proved = await proveSmsCode(deps, flow.session, typed.digits, deps.clock.now())
    if (proved.ok) {
      setSessionCookie(c, proved.value)
      await rememberIfAsked(c, deps, flow, 'sms')
      return goOnAfterProof(c, deps, flow, proved.value)
    }
    if (proved.refusal === 'sign-in-used-up') return startAgain(c, deps, flow)
    return refused(c, flow, { of: 'code', failure: proved })
  }

  function refused(c: Context<Env>, flow: AuthenticatedFlow, refusal: SmsCodeFailure): Response {
    return NOTES.redirect(c, deps, withNext(PATH, flow.next), { ...refusal, ...untilOf(refusal) })
  }

  /** When it may be tried again, where that is known. */
  function untilOf({ failure }: SmsCodeFailure): { until?: Date } {
    if ('until' in failure) return { until: failure.until }
    return failure.refusal === 'not-sent' ? { until: new Date(deps.clock.now().getTime() + MINUTE_MS) } : {}
  }
}

const statusOf = (refusal: SmsCodeFailure): 403 | 422 | 429 | 503 =>
  refusal.of === 'sending' ? sendErrorStatus(refusal.failure) : codeErrorStatus(refusal.failure)

/** Only for somebody with a usable number; others are shown the proofs that they have. */
const requirePhone = (deps: Deps, serve: Serve) =>
  requireStep(deps, 'enter-code', async (c, flow) => {
    const phone = await deps.identity.phones.findByPerson(flow.person.id)
    return phone && isUsable(phone)
      ? serve(c, flow, phone)
      : c.redirect(withNext('/sign-in/second-factor', flow.next), 303)
  })
