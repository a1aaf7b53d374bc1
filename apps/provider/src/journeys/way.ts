// The way in for one request: where it leads, who is on it, and the step that is needed now. The guard of every step's
// page stands here, once.
import type { Clock, Log, PageVariables } from '@sluis/server-kit'
import type { HttpBindings } from '@hono/node-server'
import { linkButton } from '@sluis/design'
import type { Context, Handler } from 'hono'
import { html } from 'hono/html'
import { type Notify } from '#identity/notices/notify.service.ts'
import type { Passwords } from '#identity/passwords/passwords.ts'
import type { SlowHash } from '#identity/passwords/slow-hash.ts'
import type { Person } from '#identity/people/people.store.ts'
import type { SignInRequest } from '#identity/sessions/sign-in-request.ts'
import { SESSION_HOURS } from '#identity/sessions/lifetimes.ts'
import type { StepName } from '#identity/sessions/next-step.ts'
import type { Session } from '#identity/sessions/sessions.store.ts'
import { type SignInState, evaluateSignIn } from '#identity/sessions/sign-in-state.service.ts'
import type { Identity } from '#identity/stores.ts'
import type { SmsService } from '#identity/texting/sms.service.ts'
import { readCookie, SESSION_COOKIE, writeCookie } from '#platform/cookies.ts'
import { languageOf } from '#platform/language.ts'
import type { Renderer } from '#platform/page.ts'
import type { Translate } from '#texts/messages.ts'

export type Env = { Bindings: HttpBindings; Variables: PageVariables }

/** What the pages of the third floor work with. */
export type Needs = {
  identity: Identity
  clock: Clock
  passwords: Passwords
  slowHash: SlowHash
  notify: Notify
  sms: SmsService
  draw: Renderer
  log: Log
  issuer: string
  /** Where an address of ours leads; null where it has expired, or is a request of another browser. */
  destination(next: string, browserId: string, session: Session | null, now: Date): Promise<SignInRequest | null>
  /** Can texts be sent now? */
  canText(): boolean
  /** The client's network address. */
  addressOf(c: Context): string
}

export type Way = { next: string; destination: SignInRequest; stand: SignInState; t: Translate; now: Date }
/** A way with somebody on it: the password was proved. */
export type KnownWay = Way & { session: Session; person: Person }

const ADDRESS: Record<StepName, (next: string) => string> = {
  'enter-password': (next) => `/sign-in?next=${encodeURIComponent(next)}`,
  'enter-code': (next) => `/sign-in/second-factor?next=${encodeURIComponent(next)}`,
  'unlock-account': (next) => `/sign-in/open?next=${encodeURIComponent(next)}`,
  'find-phone': (next) => `/sign-in/phone?next=${encodeURIComponent(next)}`,
  // Asked at the application's own address, which alone has the cookie of its request.
  'grant-access': (next) => `${next}/access`,
  'confirm-email': (next) => `/enrol/email?next=${encodeURIComponent(next)}`,
  enrol: (next) => `/enrol?next=${encodeURIComponent(next)}`,
  'use-passkey': (next) => `/sign-in/passkey?next=${encodeURIComponent(next)}`,
  'keep-codes': (next) => `/enrol/recovery-codes?next=${encodeURIComponent(next)}`,
}

/** Where the next step is; past the last one, where the person was going. */
export const onward = (way: { next: string; stand: { step: StepName | null } }): string =>
  way.stand.step === null ? way.next : ADDRESS[way.stand.step](way.next)
export const addressOfStep = (step: StepName, next: string): string => ADDRESS[step](next)

export async function sessionOf(
  c: Context,
  { identity, addressOf }: Pick<Needs, 'identity' | 'addressOf'>,
  now: Date,
): Promise<Session | null> {
  const token = readCookie(c, SESSION_COOKIE)
  const session = token === undefined ? undefined : await identity.sessions.findByToken(token, now)
  return session ? { ...session, origin: addressOf(c) } : null
}

/** The cookie lives as long as a session at the most; the server decides when it is over. */
export const keepSession = (c: Context, token: string): void =>
  writeCookie(c, SESSION_COOKIE, token, SESSION_HOURS * 3_600)

export async function wayTo(c: Context, needs: Needs, next: string): Promise<Way | null> {
  const now = needs.clock.now()
  const session = await sessionOf(c, needs, now)
  const destination = await needs.destination(next, c.get('browserId') as string, session, now)
  if (!destination) return null
  const stand = await evaluateSignIn(needs.identity, session, destination, now)
  const language = languageOf(c, {
    uiLanguage: destination.uiLanguage,
    startedAt: destination.startedAt,
    personLanguage: stand.person?.language,
  })
  return { next: destination.href, destination, stand, t: needs.draw.t(language), now }
}

/** The facts anew, after something was proved within this request. `token`: the visit's new one. */
export async function onwardAfter(needs: Needs, way: Way, token: string | null): Promise<string> {
  const now = needs.clock.now()
  const session = token ? ((await needs.identity.sessions.findByToken(token, now)) ?? null) : way.stand.session
  return onward({ next: way.next, stand: await evaluateSignIn(needs.identity, session, way.destination, now) })
}

/** Serves a step's page only to whom that step is needed from now; everybody else goes to where they stand. */
export const atStep =
  (
    needs: Needs,
    step: Exclude<StepName, 'enter-password'>,
    serve: (c: Context<Env>, way: KnownWay) => Promise<Response>,
  ): Handler<Env> =>
  async (c) => {
    const way = await wayTo(c, needs, c.req.query('next') ?? '/')
    if (!way) return expired(c, needs)
    const { session, person } = way.stand
    if (way.stand.step !== step || !session || !person) return c.redirect(onward(way), 303)
    return serve(c, { ...way, session, person })
  }

export function expired(c: Context, needs: Pick<Needs, 'draw'>): Response | Promise<Response> {
  const t = needs.draw.t(languageOf(c))
  c.status(410)
  return c.html(needs.draw.step(c, t, { title: t('expired.title'), content: expiredContent(t) }))
}

const expiredContent = (t: Translate) =>
  html`<h1>${t('expired.title')}</h1><p class="lead">${t('expired.body')}</p><p class="actions">${linkButton({ text: t('expired.home'), href: '/' })}</p>`
