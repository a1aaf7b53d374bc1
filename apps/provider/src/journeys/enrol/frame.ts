// What the pages of the wizard share: how many steps, why it is asked, and how to leave while that is possible.
import { button } from '@sluis/design'
import { dateFormatter } from '@sluis/server-kit/messages'
import type { Context } from 'hono'
import { html } from 'hono/html'
import { form } from '../flow/forms.ts'
import type { Env, AuthenticatedFlow } from '../flow/sign-in-flow.ts'

export const WIZARD_STEPS = 4

/** Why the person is here: the date that has passed, the date that comes, or their own wish. */
export function why({ t, signIn, request }: AuthenticatedFlow) {
  if (signIn.facts.hasSecondFactor) return html`<p class="lead">${t('enrol.why-new-phone')}</p>`
  const obligation = signIn.obligation
  const rollout = obligation?.rollout
  if (!obligation || !rollout) return html`<p class="lead">${t('enrol.why')}</p>`
  const values = {
    date: dateFormatter(t.language, rollout.timezone).day(rollout.requiredAt),
    employer: rollout.companyName,
    application: request.application?.name ?? 'Sluis',
  }
  return html`<p class="lead">${t(obligation.obligation === 'required' ? (request.application ? 'enrol.why-required' : 'enrol.why-required-home') : 'enrol.why-soon', values)}</p><p>${t('enrol.same')}</p>`
}

/**
 * The wizard can be left at each step and nothing is switched on; from the date on the only alternative is to sign out.
 */
export function leave(c: Context<Env>, { t, signIn, request, next }: AuthenticatedFlow) {
  const isRequired = signIn.obligation?.obligation === 'required'
  if (isRequired || signIn.facts.hasSecondFactor)
    return html`<div class="leave">${form('/sign-out', c.get('csrfToken'), button({ text: t('page.log-out'), kind: 'link' }))}</div>`
  if (request.application)
    return html`<div class="leave">${form(`${next}/leave`, c.get('csrfToken'), button({ text: t('enrol.back-to', { application: request.application.name }), kind: 'link' }))}</div>`
  return html`<p class="leave"><a href="/account">${t('enrol.stop')}</a></p>`
}
