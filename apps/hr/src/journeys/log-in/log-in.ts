// Logging in with e-mail and password, as before the change: what that still opens, Sluis says at this instant.
import { emailKey } from '@sluis/server-kit/email'
import { rateLimitKey, clientAddress } from '@sluis/server-kit/client-address'
import { localPath, withParameter } from '@sluis/server-kit/local-path'
import { cameFromSluis } from '#journeys/came-from-sluis.ts'
import { SECOND_MS } from '@sluis/server-kit/time'
import {
  deleteRefusedForm,
  readKnownBrowser,
  readRefusedForm,
  readWait,
  REFUSED_FORM_PARAMETER,
  rememberBrowser,
  saveRefusedForm,
  saveSessionToken,
  saveWait,
} from '#journeys/cookies.ts'
import { refuseAccess } from '#journeys/refuse-access.ts'
import { returnPath, startAuthorization } from '#journeys/start-authorization.ts'
import { requireStatus } from '#journeys/require-status.ts'
import type { Handler, PageRequest, Stage } from '#journeys/request-context.ts'
import type { Deps } from '#deps'
import { type Counter, PER_CLIENT, PER_EMAIL, PER_EMAIL_AND_CLIENT, PER_KNOWN_BROWSER } from '#people/attempt.store.ts'
import type { Login } from '#people/login.store.ts'
import { passwordAccess } from '#sluis/access-rules.ts'
import { logInErrors, logInPage, type LogInRefusal, waitErrors } from './log-in.page.ts'

/** Of what is kept of a form that was refused. */
const FORM = 'log-in'

/** The start page for who is not signed in; others go on to the next stage. */
export const showLogIn: Stage = (deps) => async (c, next) => {
  const sessionEnd = c.get('sessionEnd')
  if (c.get('auth') || (sessionEnd && 'login' in sessionEnd)) return next()
  const now = deps.clock.now()
  const wait = c.req.query('wait') === undefined ? null : readWait(c, deps.sealer)
  if (wait && wait.until > now) {
    const seconds = secondsUntil(wait.until, now)
    const errors = waitErrors(c.get('t'), Math.ceil(seconds / 60))
    c.header('retry-after', String(seconds))
    return c.html(logInPage(deps.frames, c, { email: wait.email, to: localPath(c.req.query('to')), errors }), 429)
  }
  // Whoever follows a link of Sluis logs in there, and no password of ours is asked for first (decision 0039).
  if (cameFromSluis(deps, c))
    return startAuthorization(deps, c, {}, { returnTo: localPath(returnPath(c)), loginId: null })
  // A link that names a company is where somebody is going.
  const namesCompany = c.req.query('company') !== undefined
  const to = localPath(c.req.query('to') ?? (namesCompany ? returnPath(c) : null))
  const refused = readRefusedForm(c, deps.sealer, FORM)
  if (refused) {
    const [email = '', ...refusals] = refused
    return c.html(logInPage(deps.frames, c, { email, to, errors: logInErrors(c.get('t'), refusals) }), 422)
  }
  return c.html(logInPage(deps.frames, c, { email: '', to, errors: [] }))
}

export const logIn: Handler = (deps) => async (c) => {
  const { logins, passwords, attempts, sessions, clock } = deps
  const form = c.get('form')
  const email = form.text('email').trim()
  const password = form.text('password')
  const to = localPath(form.text('to'))
  const again = (parameter: string) =>
    c.redirect(withParameter(to === '/' ? '/' : withParameter('/', 'to', to), parameter, ''), 303)
  const refused = (...refusals: LogInRefusal[]) => {
    saveRefusedForm(c, deps.sealer, FORM, [email.slice(0, 254), ...refusals])
    return again(REFUSED_FORM_PARAMETER)
  }
  if (email === '' || password === '')
    return refused(
      ...(email === '' ? ['email-empty' as const] : []),
      ...(password === '' ? ['password-empty' as const] : []),
    )

  // Counted before anything is looked at; the answer to an unknown address is the same and takes as long.
  const found = await logins.findByEmail(email)
  // One count for all ways to write an address. What is none is counted too, and refused as one that is unknown.
  const key = emailKey(email)
  const counters = countersOf(deps, c, key.ok ? key.value : email.slice(0, 254).toLowerCase(), found)
  const waitUntil = await attempts.consume(counters, clock.now())
  if (waitUntil) {
    saveWait(c, deps.sealer, waitUntil, email.slice(0, 254), secondsUntil(waitUntil, clock.now()))
    return again('wait')
  }
  const login = found?.active ? found : null
  const isRight = await passwords.matches(password, login?.passwordHash ?? null).catch(async (error: unknown) => {
    // Hashing is busy: the password was not looked at.
    await attempts.refund(counters)
    throw error
  })
  if (!login || !isRight) return refused('wrong')
  await attempts.reset(counters)
  deleteRefusedForm(c)

  // The password is right. What it opens is decided now, by what Sluis says now; where Sluis says nothing, nothing.
  const status = await requireStatus(deps, login.id, true)
  const decision = passwordAccess(login.sub !== null, status, clock.now())
  if (decision !== 'allowed') return refuseAccess(deps, c, decision, status, { login, returnTo: to, isSignedIn: false })
  const token = await sessions.create(
    {
      loginId: login.id,
      companyId: null,
      byPassword: { sub: status.sub, logouts: login.logouts },
      replaced: c.get('auth')?.session.id ?? null,
    },
    clock.now(),
  )
  if (token === null) return c.redirect(withParameter('/', 'said', 'logged-out-at-sluis'), 303)
  saveSessionToken(c, token)
  rememberBrowser(c, deps.sealer, login.id)
  return c.redirect(to, 303)
}

const secondsUntil = (until: Date, now: Date): number =>
  Math.max(1, Math.ceil((until.getTime() - now.getTime()) / SECOND_MS))

/** `typed`: one form of the address that was typed. `login`: whose it is; null where nobody has it. */
function countersOf(deps: Deps, c: PageRequest, typed: string, login: Login | null): Counter[] {
  const known = readKnownBrowser(c, deps.sealer)
  if (known !== null && known.loginId === login?.id)
    return [{ limit: PER_KNOWN_BROWSER, who: `${known.loginId} ${known.id}` }]
  const client = clientKeyOf(deps, c)
  return [
    { limit: PER_EMAIL_AND_CLIENT, who: `${typed} ${client}` },
    { limit: PER_EMAIL, who: typed },
    { limit: PER_CLIENT, who: client },
  ]
}

/** From where somebody types, as the budgets count it. */
function clientKeyOf({ proxies }: Deps, c: PageRequest): string {
  const { incoming } = (c.env ?? {}) as { incoming?: { socket: { remoteAddress?: string } } }
  return rateLimitKey(clientAddress(incoming?.socket.remoteAddress, c.req.header('x-forwarded-for') ?? null, proxies))
}
