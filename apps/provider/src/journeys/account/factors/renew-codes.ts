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
    requireSession(
      deps,
      null,
      provedByFactor(async (c, flow) => {
        const { t, signIn } = flow
        const codes = signIn.codes
        const title = t(codes ? 'codes.renew-title' : 'security.make-codes')
        const back = linkButton({ text: t('page.back'), href: '/account#two-step', kind: 'quiet' })
        // What still works is lost: then it is never green.
        const make = button(
          codes && codes.left > 0
            ? { text: t('codes.renew'), kind: 'danger' }
            : { text: t(codes ? 'codes.renew' : 'security.make-codes') },
        )
        const content = html`<h1>${title}</h1><p class="lead">${codes ? t('codes.renew-body') : t('security.why-renew-codes')}</p>${codes ? html`<p>${t('two-step.codes')}: ${t('two-step.codes-left', { left: codes.left })}.</p>` : ''}
${form('/account/recovery-codes', c.get('csrfToken'), actions([make, back]))}`
        return c.html(
          accountPage(c, deps, flow, {
            here: '/account',
            title,
            content,
            help: 'recovery-codes',
          }),
        )
      }),
    ),
  )
  routes.post(
    '/',
    requireSession(
      deps,
      null,
      provedByFactor(async (c, flow) => {
        await renewRecoveryCodes(deps, flow.session, flow.person, deps.clock.now())
        return c.redirect(withNext('/enrol/recovery-codes', '/account'), 303)
      }),
    ),
  )
  return routes
}
