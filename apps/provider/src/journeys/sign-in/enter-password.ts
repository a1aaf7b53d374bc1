// The second page: the password. Counted before it is looked at; the same answer and the same time for known and
// unknown addresses.
import { actions, button, passwordField, type Html } from '@sluis/design'
import { rateLimitKey } from '@sluis/server-kit/client-address'
import type { Sealer } from '@sluis/server-kit/sealing'
import { Hono } from 'hono'
import type { Context } from 'hono'
import { html } from 'hono/html'
import { PASSWORD, PASSWORD_PER_ADDRESS, PASSWORD_PER_NETWORK } from '#identity/attempts/rate-limits.ts'
import type { PasswordRecord } from '#identity/passwords/passwords.store.ts'
import { MAX_PASSWORD_CHARACTERS } from '#identity/passwords/passwords.ts'
import { emailKey } from '#identity/people/email.ts'
import { findRecoveryPath } from '#use-cases/recover-account/find-recovery-path.ts'
import type { Person } from '#identity/people/people.store.ts'
import { describeUserAgent } from '#platform/user-agent.ts'
import { clearCookie, EMAIL_COOKIE, readCookie, REMEMBERED_COOKIE } from '#platform/cookies.ts'
import { form, withNext } from '../flow/forms.ts'
import { accountLockedPage } from '../parts/account-locked.ts'
import {
  type Env,
  expiredPage,
  setSessionCookie,
  type Deps,
  nextUrl,
  nextUrlAfterProof,
  type FlowContext,
  resolveFlow,
} from '../flow/sign-in-flow.ts'
import { emailBucket, knownEmail, rememberEmail } from './enter-email.ts'
import { passwordlessForm } from './passwordless.ts'
import { padResponseTime } from '#platform/response-timing.ts'

type Refusal = 'empty' | 'wrong' | 'rate-limited'
type PasswordFailure = { refusal: Refusal; until?: Date }
type Proved = { person: Person; password: PasswordRecord }

export function enterPassword(deps: Deps & { sealer: Sealer }) {
  const { identity, passwords, clock } = deps
  const routes = new Hono<Env>()
  routes.get('/', async (c) => {
    const flow = await resolveFlow(c, deps, c.req.query('next') ?? '/')
    if (!flow) return expiredPage(c, deps)
    if (flow.signIn.step !== 'enter-password') return c.redirect(nextUrl(flow), 303)
    const email = knownEmail(c, deps.sealer, flow)
    if (email === null) return c.redirect(withNext('/sign-in', flow.next), 303)
    return c.html(page(c, flow, email, null))
  })
  routes.post('/', async (c) => {
    const beganAt = performance.now()
    const flow = await resolveFlow(c, deps, c.req.query('next') ?? '/')
    if (!flow) return expiredPage(c, deps)
    if (flow.signIn.step !== 'enter-password') return c.redirect(nextUrl(flow), 303)
    const username = emailKey(c.get('form').text('username'))
    const email = username.ok ? username.value : knownEmail(c, deps.sealer, flow)
    if (email === null) return c.redirect(withNext('/sign-in', flow.next), 303)
    const proved = await prove(c, email, c.get('form').text('password'))
    if ('refusal' in proved) {
      rememberEmail(c, deps.sealer, email, flow.now)
      await padResponseTime(beganAt)
      return c.html(page(c, flow, email, proved), proved.refusal === 'rate-limited' ? 429 : 422)
    }
    const { person } = proved
    if (person.lockedAt !== null && (await findRecoveryPath(identity, person.id, person.lockedAt)) !== 'older-factor')
      return c.html(await accountLockedPage(c, deps, flow.t, person), 403)
    const token = await admit(c, flow, proved)
    if (token === null) return c.html(page(c, flow, email, { refusal: 'wrong' }), 422)
    clearCookie(c, EMAIL_COOKIE)
    setSessionCookie(c, token)
    return c.redirect(await nextUrlAfterProof(deps, flow, token), 303)
  })
  return routes

  async function prove(c: Context, email: string, password: string): Promise<Proved | PasswordFailure> {
    if (password === '') return { refusal: 'empty' }
    const now = clock.now()
    const network = rateLimitKey(deps.addressOf(c))
    const ofNetwork = { name: `password-network:${network}`, rateLimit: PASSWORD_PER_NETWORK }
    const buckets = [
      ofNetwork,
      { name: `password:${emailBucket(email)}:${network}`, rateLimit: PASSWORD },
      { name: `password-address:${emailBucket(email)}`, rateLimit: PASSWORD_PER_ADDRESS },
    ]
    for (const { name, rateLimit } of buckets) {
      const counted = await identity.attempts.consume(name, rateLimit, now)
      if (!counted.ok)
        return { refusal: 'rate-limited', until: (await identity.attempts.limitedUntil(name, now)) ?? now }
    }
    const person = await identity.people.findByEmail(email)
    const stored = person ? await identity.passwords.findByPerson(person.id) : undefined
    const matches = await passwords
      .matches(stored ?? null, password.slice(0, MAX_PASSWORD_CHARACTERS + 1))
      .catch(async (error: unknown) => {
        // Busy: it was not looked at, and costs nobody a try.
        for (const { name, rateLimit } of buckets) await identity.attempts.refund(name, rateLimit)
        throw error
      })
    if (!matches || !person || !stored || password.length > MAX_PASSWORD_CHARACTERS) {
      await identity.audit.append(
        {
          action: 'sign-in-refused',
          result: 'refused',
          actor: person?.id ?? 'unknown',
          personId: person?.id,
          origin: deps.addressOf(c),
          detail: { refusal: 'wrong-password' },
        },
        now,
      )
      return { refusal: 'wrong' }
    }
    // A success says nothing of the other tries from its network: whoever has one account must not buy tries at others
    // with it.
    for (const { name, rateLimit } of buckets)
      await (name === ofNetwork.name ? identity.attempts.refund(name, rateLimit) : identity.attempts.reset(name))
    if (stored.format !== 'argon2id') await identity.passwords.rehash(person.id, stored, await passwords.hash(password))
    return { person, password: stored }
  }

  /**
   * The visit goes on with the password proved; a visit of somebody else in this browser ends. Null where the password
   * was changed meanwhile.
   */
  async function admit(c: Context, flow: FlowContext, { person, password }: Proved): Promise<string | null> {
    const now = clock.now()
    const before = flow.signIn.session
    return identity.transaction(async (stores) => {
      if (!(await stores.passwords.lockIfUnchanged(person.id, password))) return null
      await stores.audit.append(
        {
          action: 'password-proved',
          result: 'done',
          actor: person.id,
          personId: person.id,
          origin: deps.addressOf(c),
        },
        now,
      )
      if (before && before.personId === person.id) return stores.sessions.prove(before.id, { password: true }, now)
      if (before) await stores.sessions.end(before.id, now)
      const remembered = readCookie(c, REMEMBERED_COOKIE)
      return (
        await stores.sessions.begin(person.id, browserOf(c), { password: true }, now, {
          remembered: remembered ? await stores.remembered.useByToken(remembered, person.id, now) : null,
          origin: deps.addressOf(c),
        })
      ).token
    })
  }

  function page(c: Context<Env>, flow: FlowContext, email: string, failure: PasswordFailure | null): Html {
    const { t, request } = flow
    const error = failure ? sentence(flow, failure) : undefined
    const content = html`<h1>${t('password.title')}</h1>
<p class="who"><bdi>${email}</bdi> · <a href="${withNext('/sign-in', flow.next)}&amp;other">${t('password.other')}</a></p>
${form(
  withNext('/sign-in/password', flow.next),
  c.get('csrfToken'),
  html`
<input class="visually-hidden" type="email" name="username" value="${email}" autocomplete="username" tabindex="-1" aria-hidden="true" readonly>
${passwordField({ id: 'password', label: t('password.label'), error, autocomplete: 'current-password', show: t('password.show'), hide: t('password.hide') })}
${actions([button({ text: t('password.log-in'), wide: true })])}`,
)}
${passwordlessForm(c, flow)}
<p><a href="/forgotten">${t('password.forgotten')}</a></p>
${c.req.query('new') === undefined ? html`<p class="small muted">${t('password.same')}</p>` : ''}`
    return deps.renderer.step(c, t, {
      title: t('password.title'),
      content,
      error: error ? { text: error, field: 'password' } : undefined,
      progress: { total: 2, done: 0 },
      modules: ['show-password', 'passkey'],
      bodyId: 'enter-password',
      help: 'password',
      forApplication: request.application ? t('page.for', { application: request.application.name }) : undefined,
    })
  }

  function sentence({ t }: FlowContext, failure: PasswordFailure): string {
    if (failure.refusal === 'rate-limited')
      return t('password.locked', {
        time: t.dates.time(failure.until ?? clock.now()),
      })
    return t(failure.refusal === 'empty' ? 'password.empty' : 'password.wrong')
  }
}

/** What a notice may call the browser. */
export const browserOf = (c: Context): string => describeUserAgent(c.req.header('user-agent') ?? '')
