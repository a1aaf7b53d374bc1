// A new set of recovery codes in the place of the old one: asked once more, then shown by the wizard's last page.
import { actions, button, linkButton } from '@sluis/design'
import { Hono } from 'hono'
import { html } from 'hono/html'
import { renewRecoveryCodes } from '#identity/enrolments/enrol.service.ts'
import { form, withNext } from '../forms.ts'
import { accountPage, signedIn } from '../signed-in.ts'
import type { Env, Needs } from '../way.ts'
import { provedByFactor } from './proved-by-factor.ts'

export function renewCodes(needs: Needs) {
  const routes = new Hono<Env>()
  routes.get(
    '/',
    signedIn(needs, null, async (c, way) => {
      const { t } = way
      const left = (await needs.identity.recovery.findByPerson(way.person.id))?.left ?? 0
      const content = html`<h1>${t('codes.renew-title')}</h1><p class="lead">${t('codes.renew-body')}</p><p>${t('two-step.codes')}: ${t('two-step.codes-left', { left })}.</p>
${form('/account/recovery-codes', c.get('csrfToken'), actions([button({ text: t('codes.renew') }), linkButton({ text: t('page.back'), href: '/account#two-step', kind: 'quiet' })]))}`
      return c.html(
        accountPage(c, needs, way, {
          here: '/account',
          title: t('codes.renew-title'),
          content,
          help: 'recovery-codes',
        }),
      )
    }),
  )
  routes.post(
    '/',
    signedIn(
      needs,
      null,
      provedByFactor(needs, async (c, way) => {
        await renewRecoveryCodes(needs, way.session, way.person, needs.clock.now())
        return c.redirect(withNext('/enrol/recovery-codes', '/account'), 303)
      }),
    ),
  )
  return routes
}
