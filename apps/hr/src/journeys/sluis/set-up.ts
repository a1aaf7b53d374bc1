// "Set up 2FA": what will happen, and the link there. Somebody who is signed in here takes a voucher along.
import { localPath, withParameter } from '@sluis/server-kit/local-path'
import { html } from 'hono/html'
import { actions, button, linkButton, steps } from '@sluis/design'
import { loginHintIn, SET_UP, startAuthorization } from '#journeys/start-authorization.ts'
import type { Handler } from '#journeys/request-context.ts'
import { csrfField, hidden } from '#page/frames.ts'
import { isTwoFactorSession } from '#sluis/access-rules.ts'
import { TWO_FACTOR } from '#sluis/strength.ts'

const DONE = `/?said=${SET_UP}`

export const showSetUp: Handler =
  ({ frames, statuses }) =>
  async (c) => {
    const t = c.get('t')
    const auth = c.get('auth')
    // Whoever has it already is led on.
    if (auth && (isTwoFactorSession(auth.session) || (await statuses.get(auth.login.id))?.enrolled))
      return c.redirect(DONE, 303)
    const content = html`<h1>${t('set-up.title')}</h1>
<p class="lead">${t('set-up.lead')}</p>
${steps([t('set-up.step-1'), t('set-up.step-2'), t('set-up.step-3')])}
<p class="muted">${t('wall.stays')}</p>
<form method="post" action="/set-up">${csrfField(c)}${hidden('to', '/')}${actions([button({ text: t('set-up.button') }), linkButton({ text: t('set-up.not-now'), href: '/', kind: 'quiet' })])}</form>
<p><a href="${frames.helpLink(c, 'no-smartphone')}">${t('set-up.no-smartphone')}</a></p>`
    return c.html(frames.journey(c, { title: t('set-up.title'), content, help: 'before-date' }))
  }

export const setUp: Handler = (deps) => async (c) => {
  const form = c.get('form')
  const auth = c.get('auth')
  const returnTo = withParameter(localPath(form.text('to')), 'said', SET_UP)
  if (auth) {
    const { session, login } = auth
    if (isTwoFactorSession(session)) return c.redirect(returnTo, 303)
    // The voucher says: this person is signed in with us by our own password. A session from Sluis is no news to Sluis.
    const voucher = session.kind === 'password' ? ((await deps.api.voucher(login.id)) ?? undefined) : undefined
    return startAuthorization(
      deps,
      c,
      { acr: TWO_FACTOR, loginHint: login.email, voucher },
      { returnTo, loginId: login.id },
    )
  }
  // From the wall after a right password: the address is only a hint, and Sluis asks for everything itself.
  return startAuthorization(
    deps,
    c,
    { acr: TWO_FACTOR, loginHint: loginHintIn(form.text('login_hint')) },
    { returnTo, loginId: null },
  )
}
