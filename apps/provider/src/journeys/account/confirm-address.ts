// The link in the mail to a new address: whoever is signed in as the one who asked for it presses the button. Looking
// changes nothing.
import { actions, button, linkButton, type Html } from '@sluis/design'
import { Hono } from 'hono'
import type { Context } from 'hono'
import { html } from 'hono/html'
import { confirmNewEmail } from '#identity/people/change-email.service.ts'
import { form } from '../forms.ts'
import { accountPage, signedIn, type SignedInWay } from '../signed-in.ts'
import type { Env, Needs } from '../way.ts'

export function confirmAddress(needs: Needs) {
  const { identity, clock } = needs
  const routes = new Hono<Env>()
  routes.get(
    '/:token',
    signedIn(needs, null, async (c, way) => {
      const change = await identity.emailChanges.findByToken(c.req.param('token') ?? '', way.now)
      if (change?.personId !== way.person.id) return c.html(over(c, way), 410)
      const { t } = way
      const content = html`<h1>${t('new-address.title')}</h1>
<p class="lead">${t('new-address.lead', { email: change.newEmail })}</p>
<p>${t('new-address.old')}</p>
${form(c.req.path, c.get('csrfToken'), actions([button({ text: t('new-address.button') }), linkButton({ text: t('page.back'), href: '/account', kind: 'quiet' })]))}`
      return c.html(
        accountPage(c, needs, way, {
          here: '/account',
          title: t('new-address.title'),
          content,
          bodyId: 'new-address',
          help: 'email-address',
        }),
      )
    }),
  )
  routes.post(
    '/:token',
    signedIn(needs, null, async (c, way) => {
      const confirmed = await confirmNewEmail(needs, way.person, way.session, c.req.param('token') ?? '', {
        origin: needs.addressOf(c),
        now: clock.now(),
      })
      return confirmed.ok ? c.redirect('/account?said=email', 303) : c.html(over(c, way), 410)
    }),
  )
  return routes

  function over(c: Context<Env>, way: SignedInWay): Html {
    const { t } = way
    const content = html`<h1>${t('new-address.over-title')}</h1><p class="lead">${t('new-address.over-body')}</p><p>${t('new-address.other-account')}</p>
${actions([linkButton({ text: t('new-address.to-details'), href: '/account', kind: 'quiet' })])}`
    return accountPage(c, needs, way, {
      here: '/account',
      title: t('new-address.over-title'),
      content,
      bodyId: 'new-address-over',
      help: 'email-address',
    })
  }
}
