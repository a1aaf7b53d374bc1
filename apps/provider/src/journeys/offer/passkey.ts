// "Log in faster next time?": offered after a sign-in where the device can do it, at most once in 30 days to each
// person in each browser, with a real "Not now" (U-17).
import { actions, button, linkButton } from '@sluis/design'
import { localPath } from '@sluis/server-kit'
import { Hono } from 'hono'
import { html } from 'hono/html'
import { ensureDeviceToken } from '#platform/cookies.ts'
import { form, withNext } from '../forms.ts'
import { lacksPasskey, PASSKEY_OFFER } from '../passkey-offer.ts'
import { signedIn } from '../signed-in.ts'
import type { Env, Needs } from '../way.ts'

const HERE = PASSKEY_OFFER

export function offerPasskey(needs: Needs) {
  const { identity, clock } = needs
  const routes = new Hono<Env>()
  routes.get(
    '/',
    signedIn(needs, HERE, async (c, way) => {
      const next = localPath(c.req.query('next'))
      const device = ensureDeviceToken(c)
      if (
        !(await lacksPasskey(needs, way)) ||
        !(await identity.passkeyOffers.isDue(way.person.id, device, clock.now()))
      )
        return c.redirect(next, 303)
      // Asked is asked: whoever closes the page is not asked tomorrow again.
      await identity.passkeyOffers.asked(way.person.id, device, clock.now())
      const { t } = way
      const title = t('passkey-offer.title')
      const content = html`<h1>${title}</h1>
<p class="lead">${t('passkey-offer.lead')}</p>
<p>${t('passkey-offer.safe')}</p>
<p>${t('passkey-offer.own')}</p>
${form(withNext(HERE, next), c.get('csrfToken'), actions([linkButton({ text: t('passkey-offer.go'), href: withNext('/account/passkeys/add', next), wide: true }), button({ text: t('passkey-offer.not-now'), kind: 'quiet', wide: true })]))}
<p class="small muted">${t('passkey.word')}</p>`
      return c.html(
        needs.draw.step(c, t, {
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
    signedIn(needs, HERE, async (c, way) => {
      await identity.passkeyOffers.asked(way.person.id, ensureDeviceToken(c), clock.now())
      return c.redirect(localPath(c.req.query('next')), 303)
    }),
  )
  return routes
}
