// The link in the mail to a new address: the person who asked for it, signed in, presses the button. Looking changes
// nothing.
import { actions, button, linkButton, type Html } from '@sluis/design'
import { Hono } from 'hono'
import type { Context } from 'hono'
import { html } from 'hono/html'
import { confirmNewEmail } from '#use-cases/manage-account/change-email.ts'
import { form, toSameAddress } from '#journeys/flow/forms.ts'
import { accountPage, requireSession, type SignedInFlow } from '#journeys/flow/require-session.ts'
import type { Env, Deps } from '#journeys/flow/sign-in-flow.ts'
import { withFlash } from '@sluis/server-kit/flash'

export function confirmAddress(deps: Deps) {
  const { identity, clock } = deps
  const routes = new Hono<Env>()
  routes.get(
    '/:token',
    requireSession(deps, null, async (c, flow) => {
      const change = await identity.emailChanges.findByToken(c.req.param('token') ?? '', flow.now)
      if (change?.personId !== flow.person.id) return c.html(over(c, flow), 410)
      const { t } = flow
      const content = html`<h1>${t('new-address.title')}</h1>
<p class="lead">${t('new-address.lead', { email: change.newEmail })}</p>
<p>${t('new-address.old')}</p>
${form(c.req.path, c.get('csrfToken'), actions([button({ text: t('new-address.button') }), linkButton({ text: t('page.back'), href: '/account', kind: 'quiet' })]))}`
      return c.html(
        accountPage(c, deps, flow, {
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
    requireSession(deps, null, async (c, flow) => {
      const confirmed = await confirmNewEmail(deps, flow.person, flow.session, c.req.param('token') ?? '', {
        origin: deps.addressOf(c),
        now: clock.now(),
      })
      return confirmed.ok ? c.redirect(withFlash(c, '/account?flash=email'), 303) : toSameAddress(c)
    }),
  )
  return routes

  function over(c: Context<Env>, flow: SignedInFlow): Html {
    const { t } = flow
    const content = html`<h1>${t('new-address.over-title')}</h1><p class="lead">${t('new-address.over-body')}</p><p>${t('new-address.other-account')}</p>
${actions([linkButton({ text: t('new-address.to-details'), href: '/account', kind: 'quiet' })])}`
    return accountPage(c, deps, flow, {
      here: '/account',
      title: t('new-address.over-title'),
      content,
      bodyId: 'new-address-over',
      help: 'email-address',
    })
  }
}
