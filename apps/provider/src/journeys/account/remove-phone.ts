// Taking the telephone number off: asked once more, and refused where it is the last way in.
import { actions, button, linkButton } from '@sluis/design'
import { Hono } from 'hono'
import { html } from 'hono/html'
import { removeFactor } from '#identity/second-factors/remove-factor.service.ts'
import { lastDigits } from '#identity/texting/phone-number.ts'
import { form } from '../forms.ts'
import { accountPage, signedIn } from '../signed-in.ts'
import type { Env, Needs } from '../way.ts'
import { removalRefused } from './remove-app.ts'

const HERE = '/account/phone/remove'

export function removePhone(needs: Needs) {
  const { identity, clock } = needs
  const routes = new Hono<Env>()
  routes.get(
    '/',
    signedIn(needs, null, async (c, way) => {
      const { t, person } = way
      const phone = await identity.phones.findByPerson(person.id)
      if (!phone) return c.redirect('/account/phone', 303)
      const title = t('number.remove-title')
      const content = html`<h1>${title}</h1>
<p class="lead">${t('number.remove-lead', { digits: lastDigits(phone.e164) })}</p>
<p>${t('number.remove-then')}</p>
${form(HERE, c.get('csrfToken'), actions([button({ text: t('number.remove-button'), kind: 'danger' }), linkButton({ text: t('page.back'), href: '/account/phone', kind: 'quiet' })]))}`
      return c.html(
        accountPage(c, needs, way, { here: '/account', title, content, bodyId: 'phone-remove', help: 'phone-number' }),
      )
    }),
  )
  routes.post(
    '/',
    signedIn(needs, HERE, async (c, way) => {
      const phone = await identity.phones.findByPerson(way.person.id)
      if (!phone) return c.redirect('/account/phone', 303)
      const removed = await removeFactor(needs, way.session, way.person, phone.id, clock.now())
      return removed.ok
        ? c.redirect('/account?said=number-removed#two-step', 303)
        : removalRefused(c, needs, way, removed.refusal)
    }),
  )
  return routes
}
