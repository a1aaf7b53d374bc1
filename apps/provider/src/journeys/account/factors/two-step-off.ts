// Switching two-step verification off: refused while somebody requires it; otherwise asked once more (P16).
import { actions, button, linkButton, notice } from '@sluis/design'
import { Hono } from 'hono'
import type { Context } from 'hono'
import { html } from 'hono/html'
import { type FactorRequirement, findFactorRequirement } from '#use-cases/manage-factors/factor-requirement.ts'
import { disableTwoStep } from '#use-cases/manage-factors/switch-off.ts'
import { form } from '#journeys/flow/forms.ts'
import { accountPage, requireSession, type SignedInFlow } from '#journeys/flow/require-session.ts'
import type { Env, Deps } from '#journeys/flow/sign-in-flow.ts'
import { provedByFactor } from './proved-by-factor.ts'
import { whyRequired } from './why-required.ts'
import { withFlash } from '@sluis/server-kit/flash'

const PATH = '/account/two-step/off'

export function twoStepOff(deps: Deps) {
  const { identity, clock } = deps
  const routes = new Hono<Env>()
  routes.get(
    '/',
    requireSession(
      deps,
      null,
      provedByFactor(async (c, flow) => page(c, flow, await findFactorRequirement(identity, flow.person.id, flow.now))),
    ),
  )
  routes.post(
    '/',
    requireSession(
      deps,
      null,
      provedByFactor(async (c, flow) => {
        const off = await disableTwoStep(deps, flow.session, flow.person, clock.now())
        // The page says why.
        return c.redirect(off.ok || off.refusal === 'is-off' ? withFlash(c, '/account?flash=two-step-off') : PATH, 303)
      }),
    ),
  )
  return routes

  function page(c: Context<Env>, flow: SignedInFlow, requirement: FactorRequirement): Response | Promise<Response> {
    const { t } = flow
    const why = whyRequired(t, requirement)
    if (requirement.isRequired) {
      const content = html`<h1>${t('off.refused-title')}</h1><p class="lead">${why}</p><p>${t('off.refused-body')}</p>
${actions([linkButton({ text: t('off.back'), href: '/account#two-step' }), linkButton({ text: t('new-phone.title'), href: '/account/authenticators/new-phone', kind: 'quiet' })])}`
      c.status(409)
      return c.html(accountPage(c, deps, flow, { here: '/account', title: t('off.refused-title'), content }))
    }
    const content = html`<h1>${t('off.title')}</h1><p class="lead">${t('off.lead')}</p>
${why ? notice({ kind: 'warning', kindText: t('notice.warning'), content: why }) : ''}
<p>${t('off.what')}</p>
${form(PATH, c.get('csrfToken'), actions([button({ text: t('off.button'), kind: 'danger' }), linkButton({ text: t('page.back'), href: '/account#two-step', kind: 'quiet' })]))}`
    return c.html(accountPage(c, deps, flow, { here: '/account', title: t('off.title'), content }))
  }
}
