// The sign-in of one request: where it leads, whose it is, and the step that is due. The guard of every step's page:
// require-step.ts.
import type { Clock } from '@sluis/server-kit/clock'
import type { Log } from '@sluis/server-kit/log'
import type { Sealer } from '@sluis/server-kit/sealing'
import type { PageVariables } from '@sluis/server-kit/page-middleware'
import type { HttpBindings } from '@hono/node-server'
import type { Context } from 'hono'
import { type Notify } from '#messaging/mail/notify.ts'
import type { Passwords } from '#identity/passwords/passwords.ts'
import type { CodeHashes } from '#identity/passwords/recovery-code-hashes.ts'
import type { Person } from '#identity/people/people.store.ts'
import { isOfDevice, requestIn, type SignInRequest } from '#identity/sessions/sign-in-request.ts'
import { SESSION_HOURS } from '#identity/sessions/lifetimes.ts'
import type { StepName } from '#identity/sessions/next-step.ts'
import type { Session } from '#identity/sessions/sessions.store.ts'
import type { AskingBrowser, FoundSignIn, SignInRecord } from '#identity/sign-ins/sign-in-record.store.ts'
import type { SignInContext } from '#use-cases/sign-in/finish-sign-in.ts'
import { type SignInState, evaluateSignIn } from '#use-cases/sign-in/sign-in-state.ts'
import type { Identity } from '#use-cases/stores.ts'
import type { SmsService } from '#messaging/sms/sms-service.ts'
import { readCookie, readDeviceToken, SESSION_COOKIE, writeCookie } from '#platform/cookies.ts'
import { keepLanguage, languageOf } from '#platform/language.ts'
import type { Renderer } from '#platform/page.ts'
import { setPageBrand } from '#platform/page-brand.ts'
import type { Translate, TranslatorFor } from '#locales/messages.ts'
import { ENROL_BY_SMS, ENROL_WITHOUT_PHONE } from './access-requirements.ts'
import { withNext } from './forms.ts'
import { secondFactorPage } from './proof-pages.ts'

export type Env = { Bindings: HttpBindings; Variables: PageVariables }

/** What pages work with. */
export type Deps = {
  identity: Identity
  sealer: Sealer
  clock: Clock
  passwords: Passwords
  codeHashes: CodeHashes
  notify: Notify
  sms: SmsService
  renderer: Renderer
  translatorFor: TranslatorFor
  log: Log
  issuer: string
  /** Where an address of ours leads; null where it has expired, or is a request of another browser. */
  findSignIn(next: string, asking: AskingBrowser, now: Date): Promise<(FoundSignIn & Partial<RequestEnd>) | null>
  /** Whether SMS can be sent now. */
  canSendSms(): boolean
  /** The client's network address. */
  addressOf(c: Context): string
}

/** `finish`, `endAfter`: as of a found sign-in. */
export type FlowContext = Partial<RequestEnd> & {
  next: string
  request: SignInRequest
  record: SignInRecord
  signIn: SignInState
  t: Translate
  now: Date
}
/** How a sign-in ends at the application that waits for it. */
export type RequestEnd = {
  /**
   * Ends one that is through, for a session as in `record`. `isFinished`: it has become a session. Null where there is
   * more to be said: the request's own address does.
   */
  finish(c: Context<Env>, record: SignInRecord, isFinished: boolean): Promise<Response | null>
  /** What finishes one that is through with a session as in `record`; null where it is not, or where more is stored. */
  endAfter(c: Context<Env>, record: SignInRecord): Required<SignInContext> | null
}
/** The password was proved: it is known whose sign-in it is. */
export type AuthenticatedFlow = FlowContext & { session: Session; person: Person }

/** Of setting up, where it was asked for by an address of its own. */
const FIRST_PAGES = new Map([
  [ENROL_BY_SMS, '/enrol/simple-phone'],
  [ENROL_WITHOUT_PHONE, '/enrol/no-smartphone'],
])
const STEP_URLS: Record<StepName, (next: string, signIn: SignInState) => string> = {
  'enter-password': (next) => `/sign-in?next=${encodeURIComponent(next)}`,
  'enter-code': (next, signIn) => withNext(secondFactorPage(signIn), next),
  'unlock-account': (next) => `/sign-in/open?next=${encodeURIComponent(next)}`,
  'find-phone': (next) => `/sign-in/phone?next=${encodeURIComponent(next)}`,
  // Asked at the application's own address, which alone has the cookie of its request.
  'grant-access': (next) => `${next}/access`,
  'confirm-email': (next) => `/enrol/email?next=${encodeURIComponent(next)}`,
  enrol: (next) => withNext(FIRST_PAGES.get(next) ?? '/enrol', next),
  'use-passkey': (next) => `/sign-in/passkey?next=${encodeURIComponent(next)}`,
  'keep-codes': (next) => `/enrol/recovery-codes?next=${encodeURIComponent(next)}`,
}

/** Where the next step is; past the last one, where the person was going. */
export const nextUrl = ({ next, signIn }: { next: string; signIn: SignInState }): string =>
  signIn.step === null ? next : STEP_URLS[signIn.step](next, signIn)

export async function readSession(
  c: Context,
  { identity, addressOf }: Pick<Deps, 'identity' | 'addressOf'>,
  now: Date,
): Promise<Session | null> {
  const token = readCookie(c, SESSION_COOKIE)
  const session = token === undefined ? undefined : await identity.sessions.findByToken(token, now)
  return session ? { ...session, origin: addressOf(c), device: readDeviceToken(c) } : null
}

/** The cookie lives as long as a session at the most; the server decides when it is over. */
export const setSessionCookie = (c: Context, token: string): void =>
  writeCookie(c, SESSION_COOKIE, token, SESSION_HOURS * 3_600)

/** The browser that a request came from. `token`: of its session, where this request gave it a new one. */
export const askingBrowser = (c: Context, token = readCookie(c, SESSION_COOKIE) ?? null): AskingBrowser => ({
  token,
  device: readDeviceToken(c),
  browserId: c.get('browserId') as string,
})

/** As pages see it: a session in a request says where that comes from. */
const seenBy = (c: Context, { addressOf }: Pick<Deps, 'addressOf'>, record: SignInRecord): SignInRecord => ({
  ...record,
  session: record.session && {
    ...record.session,
    origin: addressOf(c),
    device: readDeviceToken(c),
    ...(record.owner && { history: record.owner.history }),
  },
})

export async function resolveFlow(c: Context, deps: Deps, next: string): Promise<FlowContext | null> {
  const now = deps.clock.now()
  const found = await deps.findSignIn(next, askingBrowser(c), now)
  if (!found) return null
  const { request, record: stored, ...end } = found
  const record = seenBy(c, deps, stored)
  const signIn = evaluateSignIn(record, request, now)
  const language = languageOf(c, {
    uiLanguage: request.uiLanguage,
    startedAt: request.startedAt,
    personLanguage: signIn.step === null || signIn.session?.signedInAt ? signIn.person?.language : undefined,
  })
  keepLanguage(c, language)
  const named = requestIn(request, language)
  const isHalfWay = signIn.session !== null && signIn.step !== null && signIn.step !== 'enter-password'
  const stop = isOfDevice(request) ? `${request.href}/leave` : null
  setPageBrand(c, { application: named.application, employer: signIn.employer, isHalfWay, stop })
  return { ...end, next: request.href, request: named, record, signIn, t: deps.renderer.t(language), now }
}

/** The next address after something was proved within this request. `token`: the session's new one. */
export async function nextUrlAfterProof(
  c: Context,
  deps: Deps,
  flow: FlowContext,
  token: string | null,
): Promise<string> {
  const after = await flowAfterProof(c, deps, flow, token)
  return after ? nextUrl(after) : flow.next
}

/**
 * On to what follows a proof: the next step, or, where that was the last one, straight to where the person was going.
 * `token`: as above.
 */
export async function goOnAfterProof(
  c: Context<Env>,
  deps: Deps,
  flow: FlowContext,
  token: string | null,
): Promise<Response> {
  const after = await flowAfterProof(c, deps, flow, token)
  return after ? goOn(c, after) : c.redirect(flow.next, 303)
}

/** The same, where the proof has read all that is stored of the sign-in: nothing is read again. */
export function goOnFrom(
  c: Context<Env>,
  deps: Pick<Deps, 'addressOf'>,
  flow: FlowContext,
  proved: SignInRecord,
  now: Date,
): Promise<Response> | Response {
  // The request expired at this moment, and says so itself.
  if (flow.record.request !== null && proved.request === null) return c.redirect(flow.next, 303)
  const record = seenBy(c, deps, proved)
  return goOn(c, { ...flow, record, signIn: evaluateSignIn(record, flow.request, now) })
}

/** The same, where all that the proof has written of the session is known. `isFinished`: it ended the sign-in too. */
export const goOnWith = (
  c: Context<Env>,
  flow: AuthenticatedFlow,
  written: Partial<Session>,
  now: Date,
  isFinished: boolean,
): Promise<Response> => {
  const record = recordWith(flow, written)
  return goOn(c, { ...flow, record, signIn: evaluateSignIn(record, flow.request, now) }, isFinished)
}

/** What finishes the sign-in where a proof writes this; null where more follows it. `proved`: the session then. */
export function endWith(
  c: Context<Env>,
  flow: AuthenticatedFlow,
  written: Partial<Session>,
): (SignInContext & { proved: Session }) | null {
  const record = recordWith(flow, written)
  const end = flow.endAfter?.(c, record)
  return end ? { ...end, proved: record.session } : null
}

const recordWith = (flow: AuthenticatedFlow, written: Partial<Session>): SignInRecord & { session: Session } => ({
  ...flow.record,
  session: { ...flow.session, ...written },
})

async function goOn(
  c: Context<Env>,
  { next, signIn, record, finish }: FlowContext,
  isFinished = false,
): Promise<Response> {
  const answer = signIn.step === null && finish ? await finish(c, record, isFinished) : null
  return answer ?? c.redirect(nextUrl({ next, signIn }), 303)
}

/** Null where the request expired at this moment, and says so itself. */
async function flowAfterProof(
  c: Context,
  deps: Deps,
  flow: FlowContext,
  token: string | null,
): Promise<FlowContext | null> {
  const now = deps.clock.now()
  const found = await deps.findSignIn(flow.next, askingBrowser(c, token ?? undefined), now)
  if (!found) return null
  const record = seenBy(c, deps, found.record)
  return { ...flow, ...found, request: flow.request, record, signIn: evaluateSignIn(record, flow.request, now) }
}
