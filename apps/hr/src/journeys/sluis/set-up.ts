// "Set up 2FA": what will happen, and the way there. Somebody who is signed in here takes our word for it along.
import { localPath } from '@sluis/ground'
import { html } from 'hono/html'
import { actions, button, linkButton, steps } from '@sluis/design'
import { goToSluis } from '#journeys/go-to-sluis.ts'
import type { Handler } from '#journeys/visit.ts'
import { csrfField, hidden } from '#page/frames.ts'
import { TWO_FACTOR } from '#sluis/strength.ts'

export const showSetUp: Handler =
  ({ frames }) =>
  (c) => {
    const say = c.get('say')
    const content = html`<h1>${say('set-up.title')}</h1>
<p class="lead">${say('set-up.lead')}</p>
${steps([say('set-up.step-1'), say('set-up.step-2'), say('set-up.step-3')])}
<p class="muted">${say('wall.stays')}</p>
<form method="post" action="/set-up">${csrfField(c)}${hidden('to', '/')}${actions([button({ text: say('set-up.button') }), linkButton({ text: say('set-up.not-now'), href: '/', kind: 'quiet' })])}</form>
<p><a href="${frames.helpLink(c, 'no-smartphone')}">${say('set-up.no-smartphone')}</a></p>`
    return c.html(frames.journey(c, { title: say('set-up.title'), content, help: 'before-date' }))
  }

export const setUp: Handler = (parts) => async (c) => {
  const form = c.get('form')
  const known = c.get('known')
  const returnTo = localPath(form.text('to'))
  if (known) {
    const { session, login } = known
    // The voucher says: this person is signed in with us by our own password. A session from Sluis is no news to Sluis.
    const voucher = session.kind === 'password' ? ((await parts.api.voucher(login.id)) ?? undefined) : undefined
    return goToSluis(parts, c, { acr: TWO_FACTOR, loginHint: login.email, voucher }, { returnTo, loginId: login.id })
  }
  // From the wall after a right password: the address is only a hint, and Sluis asks for everything itself.
  const hint = form.text('login_hint').trim()
  return goToSluis(
    parts,
    c,
    { acr: TWO_FACTOR, loginHint: /^[^\s\p{Cc}]{3,254}$/u.test(hint) ? hint : undefined },
    { returnTo, loginId: null },
  )
}
