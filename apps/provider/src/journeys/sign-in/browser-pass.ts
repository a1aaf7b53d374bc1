// The way on where a network or an address has had too many tries: a mailed link that makes this browser count apart.
import { actions, button, linkButton, type Html } from '@sluis/design'
import type { Sealer } from '@sluis/server-kit/sealing'
import { SECOND_MS } from '@sluis/server-kit/time'
import { Hono } from 'hono'
import type { Context } from 'hono'
import { html } from 'hono/html'
import { emailKey } from '@sluis/server-kit/email'
import { BROWSER_PASS_COOKIE, readCookie, readDeviceToken, writeCookie } from '#platform/cookies.ts'
import { languageOf } from '#platform/language.ts'
import { padResponseTime } from '#platform/response-timing.ts'
import {
  BROWSER_PASS_HOURS,
  type BrowserPass,
  issueBrowserPass,
  mailBrowserPass,
  readBrowserPass,
} from '#use-cases/sign-in/browser-pass.ts'
import type { Caller } from '#use-cases/sign-in/login-counters.ts'
import type { Translate } from '#locales/messages.ts'
import { form, withNext, toSameAddress } from '../flow/forms.ts'
import { expiredPage } from '../flow/expired-page.ts'
import { pageNotes } from '../flow/page-notes.ts'
import { type Deps, type Env, resolveFlow } from '../flow/sign-in-flow.ts'
import { browserOf } from './browser-of.ts'
import { knownEmail, rememberEmail } from './enter-email.ts'

const NOTES = pageNotes<{ sentTo: string }>()

const PATH = '/sign-in/browser'

/** Who tries, as tries are counted. */
export function callerOf(
  c: Context,
  { addressOf, sealer }: Pick<Deps, 'addressOf'> & { sealer: Sealer },
  email: string,
  now: Date,
): Caller {
  const pass = readBrowserPass(sealer, readCookie(c, BROWSER_PASS_COOKIE), now)
  return { origin: addressOf(c), device: readDeviceToken(c), pass: pass?.email === email ? pass.id : null }
}

/** For a browser in which a mailed link was used: its tries at the password count apart. */
export function grantBrowserPass(c: Context, sealer: Sealer, email: string, now: Date): void {
  const token = issueBrowserPass(sealer, email, '/', now)
  writeCookie(c, BROWSER_PASS_COOKIE, token, BROWSER_PASS_HOURS * 3_600)
}

/** Below a refusal: somebody else may be the reason for it. */
export const browserLinkForm = (c: Context<Env>, t: Translate, next: string, email: string): Html =>
  html`<section class="stack stack--tight" aria-labelledby="not-wait">
<h2 id="not-wait">${t('browser-link.offer-title')}</h2>
<p>${t('browser-link.offer')}</p>
${form(
  withNext(PATH, next),
  c.get('csrfToken'),
  html`<input type="hidden" name="username" value="${email}">${button({ text: t('browser-link.send'), kind: 'quiet', wide: true })}`,
)}
</section>`

export function browserPass(deps: Deps) {
  const { clock, renderer, sealer } = deps
  const routes = new Hono<Env>()
  routes.get('/', async (c) => {
    const next = c.req.query('next') ?? '/'
    const note = NOTES.read(c, deps)
    const flow = note && (await resolveFlow(c, deps, next))
    return flow ? c.html(sentPage(c, flow.t, flow.next, note.sentTo)) : c.redirect(withNext('/sign-in', next), 303)
  })
  routes.post('/', async (c) => {
    const beganAt = performance.now()
    const flow = await resolveFlow(c, deps, c.req.query('next') ?? '/')
    if (!flow) return expiredPage(c, deps)
    const typed = emailKey(c.get('form').text('username'))
    const email = typed.ok ? typed.value : knownEmail(c, sealer, flow)
    if (email === null) return c.redirect(withNext('/sign-in', flow.next), 303)
    await mailBrowserPass(deps, email, flow.next, { browser: browserOf(c), origin: deps.addressOf(c), now: flow.now })
    await padResponseTime(beganAt)
    return NOTES.redirect(c, deps, withNext(PATH, flow.next), { sentTo: email })
  })
  routes.get('/:token', (c) => {
    const pass = readBrowserPass(sealer, c.req.param('token'), clock.now())
    return pass ? c.html(page(c, pass)) : c.html(overPage(c), 410)
  })
  routes.post('/:token', async (c) => {
    const token = c.req.param('token')
    const now = clock.now()
    const pass = readBrowserPass(sealer, token, now)
    if (!pass) return toSameAddress(c)
    writeCookie(c, BROWSER_PASS_COOKIE, token, Math.ceil((pass.expiresAt.getTime() - now.getTime()) / SECOND_MS))
    rememberEmail(c, sealer, pass.email, now)
    // The request of an application belongs to the browser that it came with.
    const flow = await resolveFlow(c, deps, pass.next)
    return c.redirect(withNext('/sign-in/password', flow?.next ?? '/'), 303)
  })
  return routes

  function sentPage(c: Context<Env>, t: Translate, next: string, email: string): Html {
    const content = html`<h1>${t('forgotten.sent-title')}</h1>
<p class="lead">${t('browser-link.sent', { email, hours: BROWSER_PASS_HOURS })}</p>
<h2>${t('forgotten.missing')}</h2>
<div class="prose"><ul><li>${t('forgotten.missing-spam')}</li><li>${t('forgotten.missing-address')}</li></ul></div>
${actions([linkButton({ text: t('forgotten.back'), href: withNext('/sign-in/password', next), kind: 'quiet' })])}`
    return renderer.step(c, t, {
      title: t('forgotten.sent-title'),
      content,
      bodyId: 'browser-link-sent',
      help: 'password',
    })
  }

  function page(c: Context<Env>, { email }: BrowserPass): Html {
    const t = renderer.t(languageOf(c))
    const content = html`<h1>${t('browser-link.title')}</h1>
<p class="lead">${t('browser-link.lead', { email })}</p>
${form(c.req.path, c.get('csrfToken'), actions([button({ text: t('browser-link.go-on'), wide: true })]))}
<p class="small muted">${t('browser-link.where')}</p>`
    return renderer.step(c, t, { title: t('browser-link.title'), content, bodyId: 'browser-link', help: 'password' })
  }

  function overPage(c: Context<Env>): Html {
    const t = renderer.t(languageOf(c))
    const content = html`<h1>${t('forgotten.over-title')}</h1>
<p class="lead">${t('browser-link.over', { hours: BROWSER_PASS_HOURS })}</p>
${actions([linkButton({ text: t('email.title'), href: '/sign-in', wide: true })])}`
    return renderer.step(c, t, {
      title: t('forgotten.over-title'),
      content,
      bodyId: 'browser-link-over',
      help: 'password',
    })
  }
}
