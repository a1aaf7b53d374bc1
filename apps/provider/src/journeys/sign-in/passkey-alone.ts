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
} from '#identity/second-factors/prove-passkey.service.ts'
import { describeUserAgent } from '#identity/sessions/user-agent.ts'
import { CAPABLE_COOKIE, clearCookie, EMAIL_COOKIE } from '#platform/cookies.ts'
import { withNext } from '../forms.ts'
import { frozenPage } from '../frozen.ts'
import { passkeySentence, toldOf } from '../passkey-told.ts'
import { type Env, expired, keepSession, type Needs, onward, onwardAfter, type Way, wayTo } from '../way.ts'

const HERE = '/sign-in/with-passkey'

/** `autofill`: the page has a field for the address. Not there without script, or where the browser cannot. */
export const passkeyAloneForm = (c: Context<Env>, { t, next }: Way, { autofill = false } = {}): Html =>
  passkeyForm({
    does: 'get',
    action: withNext(HERE, next),
    options: `${HERE}/options`,
    csrf: c.get('csrfToken'),
    errors: toldOf(t),
    autofill,
    capableCookie: `__Host-${CAPABLE_COOKIE}`,
    content: html`${actions([button({ text: t('passkey.alone'), kind: 'quiet', wide: true, describedby: 'passkey-hint' })])}<p class="small muted" id="passkey-hint">${t('passkey.alone-hint')}</p>`,
  })

export function passkeyAlone(needs: Needs) {
  const { clock } = needs
  const routes = new Hono<Env>()
  routes.post('/options', async (c) => c.json(await passwordlessOptions(needs, c.get('browserId'), clock.now())))
  // What answers a form may be asked for again, by a reload or the language switch.
  routes.get('/', (c) => c.redirect(`${withNext('/sign-in', c.req.query('next') ?? '/')}&other`, 303))
  routes.post('/', async (c) => {
    const way = await wayTo(c, needs, c.req.query('next') ?? '/')
    if (!way) return expired(c, needs)
    if (way.stand.step !== 'enter-password') return c.redirect(onward(way), 303)
    const at = {
      browserId: c.get('browserId'),
      browser: describeUserAgent(c.req.header('user-agent') ?? ''),
      origin: needs.addressOf(c),
      before: way.stand.session,
    }
    const got = await signInByPasskey(needs, c.get('form').text('answer'), at, clock.now())
    if (!got.ok)
      return got.refusal === 'frozen'
        ? c.html(await frozenPage(c, needs, way.t, got.person), 403)
        : refused(c, way, got.refusal)
    clearCookie(c, EMAIL_COOKIE)
    keepSession(c, got.value.token)
    return c.redirect(await onwardAfter(needs, way, got.value.token), 303)
  })
  return routes

  function refused(c: Context<Env>, way: Way, refusal: PasswordlessRefusal): Response | Promise<Response> {
    const { t } = way
    const title = t('passkey.refused-title')
    const content = html`<h1>${title}</h1>
${actions([linkButton({ text: t('passkey.refused-back'), href: `${withNext('/sign-in', way.next)}&other`, wide: true })])}
${passkeyAloneForm(c, way)}`
    c.status(refusal === 'too-many-tries' ? 429 : 422)
    return c.html(
      needs.draw.step(c, t, {
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
