// Before an authenticator app is taken off: what that means, and why not where it must stay.
import { actions, button, linkButton, notice, type Html } from '@sluis/design'
import type { Context } from 'hono'
import { html } from 'hono/html'
import { findFactorRequirement } from '#use-cases/manage-factors/factor-requirement.ts'
import type { RemovalRefusal } from '#identity/second-factors/removal.ts'
import type { TotpFactor } from '#identity/second-factors/totp.ts'
import { form } from '#journeys/flow/forms.ts'
import { accountPage, type SignedInFlow } from '#journeys/flow/require-session.ts'
import type { Env, Deps } from '#journeys/flow/sign-in-flow.ts'
import { whyRequired } from './why-required.ts'

export function removePage(c: Context<Env>, deps: Deps, flow: SignedInFlow, app: TotpFactor): Html {
  const { t } = flow
  const here = `/account/authenticators/${app.id}`
  const title = t('remove.title', { name: app.name || t('two-step.app') })
  const content = html`<h1>${title}</h1>
<p class="lead">${t('remove.lead', { entry: `Sluis: ${app.label}` })}</p>
<p>${t('remove.then')}</p>
${form(`${here}/remove`, c.get('csrfToken'), actions([button({ text: t('remove.button'), kind: 'danger' }), linkButton({ text: t('page.back'), href: here, kind: 'quiet' })]))}`
  return accountPage(c, deps, flow, { here: '/account', title, content })
}

/** Refused: the reason, and what to do instead. */
export async function removalRefused(
  c: Context<Env>,
  deps: Deps,
  flow: SignedInFlow,
  refusal: RemovalRefusal,
): Promise<Response> {
  if (refusal === 'unknown') return c.notFound()
  const { t, person, now } = flow
  const why = whyRequired(t, await findFactorRequirement(deps.identity, person.id, now))
  const first = linkButton({ text: t('new-phone.title'), href: '/account/authenticators/new-phone' })
  const content = html`<h1>${t('remove.last-title')}</h1>
${refusal === 'last-and-required' && why ? notice({ kind: 'warning', kindText: t('notice.warning'), content: why }) : ''}
<p class="lead">${t(refusal === 'last' ? 'remove.last' : 'remove.last-required')}</p>
${actions([first, refusal === 'last' ? linkButton({ text: t('off.link'), href: '/account/two-step/off', kind: 'quiet' }) : linkButton({ text: t('page.back'), href: '/account#two-step', kind: 'quiet' })])}`
  c.status(409)
  return c.html(
    accountPage(c, deps, flow, { here: '/account', title: t('remove.last-title'), content, help: 'new-phone' }),
  )
}
