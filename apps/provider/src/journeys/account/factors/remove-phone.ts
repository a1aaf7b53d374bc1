// Taking the telephone number off: asked once more, and refused where it is the last way in.
import { actions, button, linkButton } from '@sluis/design'
import { Hono } from 'hono'
import { html } from 'hono/html'
import { removeFactor } from '#use-cases/manage-factors/remove-factor.ts'
import { lastDigits } from '#identity/phones/phone-number.ts'
import { form } from '#journeys/flow/forms.ts'
import { accountPage, requireSession } from '#journeys/flow/require-session.ts'
import type { Env, Deps } from '#journeys/flow/sign-in-flow.ts'
import { removalRefused } from './remove-app.ts'

const PATH = '/account/phone/remove'

export function removePhone(deps: Deps) {
  const { identity, clock } = deps
  const routes = new Hono<Env>()
  routes.get(
    '/',
    requireSession(deps, null, async (c, flow) => {
      const { t, person } = flow
      const phone = await identity.phones.findByPerson(person.id)
      if (!phone) return c.redirect('/account/phone', 303)
      const title = t('number.remove-title')
      const content = html`<h1>${title}</h1>
<p class="lead">${t('number.remove-lead', { digits: lastDigits(phone.e164) })}</p>
<p>${t('number.remove-then')}</p>
${form(PATH, c.get('csrfToken'), actions([button({ text: t('number.remove-button'), kind: 'danger' }), linkButton({ text: t('page.back'), href: '/account/phone', kind: 'quiet' })]))}`
      return c.html(
        accountPage(c, deps, flow, { here: '/account', title, content, bodyId: 'phone-remove', help: 'phone-number' }),
      )
    }),
  )
  routes.post(
    '/',
    requireSession(deps, PATH, async (c, flow) => {
      const phone = await identity.phones.findByPerson(flow.person.id)
      if (!phone) return c.redirect('/account/phone', 303)
      const removed = await removeFactor(deps, flow.session, flow.person, phone.id, clock.now())
      return removed.ok
        ? c.redirect('/account?flash=number-removed#two-step', 303)
        : removalRefused(c, deps, flow, removed.refusal)
    }),
  )
  return routes
}
