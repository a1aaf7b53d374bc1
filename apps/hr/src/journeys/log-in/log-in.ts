// Logging in with e-mail and password, as before the change: what that still opens, Sluis says at this instant.
import { linkButton } from '@sluis/design'
import { addressBucket, clientAddress, localPath } from '@sluis/ground'
import { goToSluis } from '#journeys/go-to-sluis.ts'
import { keepSessionToken } from '#journeys/cookies.ts'
import { knownStatus } from '#journeys/known-status.ts'
import type { Handler, PageRequest, Stage } from '#journeys/visit.ts'
import { wallPage } from '#journeys/wall.ts'
import { plainPage } from '#page/plain-page.ts'
import type { Parts } from '#parts'
import { PER_ADDRESS_AND_PLACE, PER_PLACE } from '#people/attempt.store.ts'
import { passwordStanding } from '#sluis/standing.ts'
import { TWO_FACTOR } from '#sluis/strength.ts'
import { logInPage, type LogInError } from './log-in.page.ts'

/** The start page of whoever is not signed in; for others it steps aside. */
export const showLogIn: Stage =
  ({ frames }) =>
  async (c, next) => {
    if (c.get('known') || c.get('lost')?.how === 'ended') return next()
    return c.html(logInPage(frames, c, { email: '', to: localPath(c.req.query('to')), error: null }))
  }

export const logIn: Handler = (parts) => async (c) => {
  const { frames, logins, passwords, attempts, sessions, clock } = parts
  const say = c.get('say')
  const form = c.get('form')
  const email = form.text('email').trim()
  const password = form.text('password')
  const to = localPath(form.text('to'))
  const refused = (error: LogInError, status: 422 | 429) =>
    c.html(logInPage(frames, c, { email: email.slice(0, 254), to, error }), status)
  if (email === '') return refused({ at: 'email', text: say('log-in.email-empty') }, 422)
  if (password === '') return refused({ at: 'password', text: say('log-in.password-empty') }, 422)

  // Counted before anything is looked at; the answer to an unknown address is the same and takes as long.
  const place = placeOf(parts, c)
  const pair = `${email.toLowerCase()} ${place}`
  const waitUntil =
    (await attempts.take(PER_PLACE, place, clock.now())) ??
    (await attempts.take(PER_ADDRESS_AND_PLACE, pair, clock.now()))
  if (waitUntil) {
    const seconds = Math.max(1, Math.ceil((waitUntil.getTime() - clock.now().getTime()) / 1000))
    c.header('retry-after', String(seconds))
    return refused({ at: 'password', text: say('log-in.wait', { minutes: Math.ceil(seconds / 60) }) }, 429)
  }
  const found = await logins.byEmail(email)
  const login = found?.active ? found : null
  const isRight = await passwords.matches(password, login?.passwordHash ?? null)
  if (!login || !isRight) return refused({ at: 'password', text: say('log-in.wrong') }, 422)
  await attempts.forgive(PER_ADDRESS_AND_PLACE, pair)
  await attempts.giveBack(PER_PLACE, place)

  // The password is right. What it opens is decided now, by what Sluis says now; where Sluis says nothing, nothing.
  const status = await knownStatus(parts, login.id, true)
  switch (passwordStanding(login.sub !== null, status, clock.now())) {
    case 'closed':
      return c.html(
        plainPage(frames, c, {
          title: say('closed.title'),
          text: say('closed.text'),
          wayOn: linkButton({ text: say('page.back'), href: '/', kind: 'quiet' }),
          help: 'frozen',
        }),
        403,
      )
    case 'wall':
      return wallPage(parts, c, status, { email: login.email, returnTo: to, isSignedIn: false })
    case 'sluis':
      return goToSluis(
        parts,
        c,
        { acr: status.enrolled ? TWO_FACTOR : undefined, loginHint: login.email },
        { returnTo: to, loginId: null },
      )
    case 'open': {
      const token = await sessions.open(
        { loginId: login.id, companyId: null, fromSluis: null, replaced: c.get('known')?.session.id ?? null },
        clock.now(),
      )
      if (token !== null) keepSessionToken(c, token)
      return c.redirect(to, 303)
    }
  }
}

/** From where somebody types, as the budgets count it. */
function placeOf({ proxies }: Parts, c: PageRequest): string {
  const { incoming } = (c.env ?? {}) as { incoming?: { socket: { remoteAddress?: string } } }
  return addressBucket(clientAddress(incoming?.socket.remoteAddress, c.req.header('x-forwarded-for') ?? null, proxies))
}
