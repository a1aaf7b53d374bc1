// "Log in faster next time?": offered after a sign-in where the device can do it, at most once in 30 days to each
// person in each browser, with a real "Not now" (U-17).
import { actions, button, linkButton } from '@sluis/design'
import { localPath } from '@sluis/server-kit/local-path'
import { Hono } from 'hono'
import { html } from 'hono/html'
import { ensureDeviceToken } from '#platform/cookies.ts'
import { form, withNext } from '../flow/forms.ts'
import { lacksPasskey, PASSKEY_OFFER } from '../parts/passkey-offer.ts'
import { requireSession } from '../flow/require-session.ts'
import type { Env, Deps } from '../flow/sign-in-flow.ts'

const PATH = PASSKEY_OFFER

export function offerPasskey(deps: Deps) {
  const { identity, clock } = deps
  const routes = new Hono<Env>()
  routes.get(
    '/',
    requireSession(deps, PATH, async (c, flow) => {
      const next = localPath(c.req.query('next'))
      const device = ensureDeviceToken(c)
      if (
        !(await lacksPasskey(deps, flow)) ||
        !(await identity.passkeyOffers.isDue(flow.person.id, device, clock.now()))
      )
        return c.redirect(next, 303)
      // Recorded when it is shown: somebody who just closes the page is not asked again tomorrow.
      await identity.passkeyOffers.asked(flow.person.id, device, clock.now())
      const { t } = flow
      const title = t('passkey-offer.title')
      const content = html`<h1>${title}</h1>
<p class="lead">${t('passkey-offer.lead')}</p>
<p>${t('passkey-offer.safe')}</p>
<p>${t('passkey-offer.own')}</p>
${form(withNext(PATH, next), c.get('csrfToken'), actions([linkButton({ text: t('passkey-offer.go'), href: withNext('/account/passkeys/add', next), wide: true }), button({ text: t('passkey-offer.not-now'), kind: 'quiet', wide: true })]))}
<p class="small muted">${t('passkey.word')}</p>`
      return c.html(
        deps.renderer.step(c, t, {
          title,
          content,
          progress: { total: 2, done: 2 },
          bodyId: 'offer-passkey',
          help: 'passkeys',
        }),
      )
    }),
  )
  routes.post(
    '/',
    requireSession(deps, PATH, async (c, flow) => {
      await identity.passkeyOffers.asked(flow.person.id, ensureDeviceToken(c), clock.now())
      return c.redirect(localPath(c.req.query('next')), 303)
    }),
  )
  return routes
}
