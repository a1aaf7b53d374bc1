// A new set of recovery codes in the place of the old one: asked once more, then shown by the wizard's last page.
import { actions, button, linkButton } from '@sluis/design'
import { Hono } from 'hono'
import { html } from 'hono/html'
import { renewRecoveryCodes } from '#use-cases/manage-factors/recovery-codes.ts'
import { form, withNext } from '#journeys/flow/forms.ts'
import { accountPage, requireSession } from '#journeys/flow/require-session.ts'
import type { Env, Deps } from '#journeys/flow/sign-in-flow.ts'
import { provedByFactor } from './proved-by-factor.ts'

export function renewCodes(deps: Deps) {
  const routes = new Hono<Env>()
  routes.get(
    '/',
    requireSession(deps, null, async (c, flow) => {
      const { t } = flow
      const left = (await deps.identity.recovery.findByPerson(flow.person.id))?.left ?? 0
      const content = html`<h1>${t('codes.renew-title')}</h1><p class="lead">${t('codes.renew-body')}</p><p>${t('two-step.codes')}: ${t('two-step.codes-left', { left })}.</p>
${form('/account/recovery-codes', c.get('csrfToken'), actions([button({ text: t('codes.renew') }), linkButton({ text: t('page.back'), href: '/account#two-step', kind: 'quiet' })]))}`
      return c.html(
        accountPage(c, deps, flow, {
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
    requireSession(
      deps,
      null,
      provedByFactor(deps, async (c, flow) => {
        await renewRecoveryCodes(deps, flow.session, flow.person, deps.clock.now())
        return c.redirect(withNext('/enrol/recovery-codes', '/account'), 303)
      }),
    ),
  )
  return routes
}
