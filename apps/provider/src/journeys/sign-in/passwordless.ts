// Logging in by a passkey alone, in place of address, password and code: the button on the first pages, what the
// address field lists, and the answer of the device.
import { actions, button, type Html, linkButton, passkeyForm } from '@sluis/design'
import { Hono } from 'hono'
import type { Context } from 'hono'
import { html } from 'hono/html'
import {
  passwordlessOptions,
  type PasswordlessRefusal,
  signInByPasskey,
} from '#use-cases/prove-factor/prove-passkey.ts'
import {
  CAPABLE_COOKIE,
  clearCookie,
  cookieName,
  EMAIL_COOKIE,
  hasPasskeyHere,
  rememberPasskeyHere,
} from '#platform/cookies.ts'
import { withNext } from '../flow/forms.ts'
import { pageNotes } from '../flow/page-notes.ts'
import { toLockedPage } from '../parts/account-locked.ts'
import { passkeySentence, passkeyErrorMessages } from '../parts/passkey-errors.ts'
import { expiredPage } from '../flow/expired-page.ts'
import {
  type Env,
  setSessionCookie,
  type Deps,
  nextUrl,
  goOnAfterProof,
  type FlowContext,
  resolveFlow,
} from '../flow/sign-in-flow.ts'
import { browserOf } from './browser-of.ts'

const NOTES = pageNotes<{ refusal: PasswordlessRefusal }>()

const PATH = '/sign-in/with-passkey'

/**
 * `autofill`: the page has a field for the address, which lists the passkeys that the browser knows. The button is
 * there where a passkey was made or used in this browser (decision 0037), or `tried` just now. Nothing of it is there
 * without script, or where the browser cannot.
 */
export function passwordlessForm(
  c: Context<Env>,
  { t, next }: FlowContext,
  { autofill = false, tried = false } = {},
): Html {
  const content =
    tried || hasPasskeyHere(c)
      ? html`${actions([button({ text: t('passkey.alone'), kind: 'quiet', wide: true, describedby: 'passkey-hint' })])}<p class="small muted" id="passkey-hint">${t('passkey.alone-hint')}</p>`
      : ''
  return passkeyForm({
    does: 'get',
    action: withNext(PATH, next),
    options: `${PATH}/options`,
    csrf: c.get('csrfToken'),
    errors: passkeyErrorMessages(t),
    autofill,
    capableCookie: cookieName(c, CAPABLE_COOKIE),
    content,
  })
}

export function passwordless(deps: Deps) {
  const { clock } = deps
  const routes = new Hono<Env>()
  routes.post('/options', async (c) => c.json(await passwordlessOptions(deps, c.get('browserId'), clock.now())))
  routes.get('/', async (c) => {
    const next = c.req.query('next') ?? '/'
    const note = NOTES.read(c, deps)
    const flow = note && (await resolveFlow(c, deps, next))
    return flow ? refusedPage(c, flow, note.refusal) : c.redirect(`${withNext('/sign-in', next)}&other`, 303)
  })
  routes.post('/', async (c) => {
    const flow = await resolveFlow(c, deps, c.req.query('next') ?? '/')
    if (!flow) return expiredPage(c, deps)
    if (flow.signIn.step !== 'enter-password') return c.redirect(nextUrl(flow), 303)
    const context = {
      browserId: c.get('browserId'),
      browser: browserOf(c),
      origin: deps.addressOf(c),
      before: flow.signIn.session,
    }
    const signedIn = await signInByPasskey(deps, c.get('form').text('answer'), context, clock.now())
    if (!signedIn.ok)
      return signedIn.refusal === 'locked'
        ? toLockedPage(c, deps, signedIn.person.id, flow.next)
        : NOTES.redirect(c, deps, withNext(PATH, flow.next), { refusal: signedIn.refusal })
    clearCookie(c, EMAIL_COOKIE)
    setSessionCookie(c, signedIn.value.token)
    rememberPasskeyHere(c)
    return goOnAfterProof(c, deps, flow, signedIn.value.token)
  })
  return routes

  function refusedPage(c: Context<Env>, flow: FlowContext, refusal: PasswordlessRefusal): Response | Promise<Response> {
    const { t } = flow
    const title = t('passkey.refused-title')
    const content = html`<h1>${title}</h1>
${actions([linkButton({ text: t('passkey.refused-back'), href: `${withNext('/sign-in', flow.next)}&other`, wide: true })])}
${passwordlessForm(c, flow, { tried: true })}`
    c.status(refusal === 'too-many-tries' ? 429 : 422)
    return c.html(
      deps.renderer.step(c, t, {
        title,
        content,
        error: { text: passkeySentence(t, refusal) },
        progress: { total: 2, done: 0 },
        modules: ['passkey'],
        bodyId: 'passkey-refused',
        help: 'passkey',
      }),
    )
  }
}
