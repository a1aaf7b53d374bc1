// What the pages of the wizard share: how many steps, why it is asked, and how to leave while that is possible.
import { button, type Html } from '@sluis/design'
import { dateFormatter } from '@sluis/server-kit/messages'
import type { Context } from 'hono'
import { html } from 'hono/html'
import { ACR, isAtLeast } from '#identity/sessions/assurance.ts'
import { isOfDevice, leadsTo } from '#identity/sessions/sign-in-request.ts'
import { form, withNext } from '../flow/forms.ts'
import type { Env, AuthenticatedFlow } from '../flow/sign-in-flow.ts'

/** Connecting the app, and keeping the recovery codes. */
export const WIZARD_STEPS = 2

/** Where the key is shown for an app on the computer that shows it. */
export const onThisComputer = (next: string): string => `${withNext('/enrol', next)}&on=computer`

/**
 * Why the person is here: the employer's date that has passed or that comes, an application that asks for it now, or
 * their own wish. Who has a voucher was told a moment ago, by the application that gave it.
 */
export function reason({ t, signIn, request }: AuthenticatedFlow): string | null {
  if (request.voucherPersonId !== null) return null
  if (signIn.facts.hasSecondFactor)
    return t(signIn.facts.lacksMoreThanText ? 'enrol.why-text-alone' : 'enrol.why-new-phone')
  const { obligation } = signIn
  const isRequired = obligation?.obligation === 'required'
  const rollout = obligation?.rollout
  const asks = request.acr !== null && isAtLeast(request.acr, ACR.twoFactor) ? request.application : null
  // The date to come is of all applications of whoever lets a device in, and this one may ask before it.
  if (asks && (!rollout || (isOfDevice(request) && !isRequired)))
    return t('enrol.why-asked', { application: asks.name })
  if (!rollout) return t('enrol.why')
  const date = dateFormatter(t.language, rollout.timezone).day(rollout.requiredAt)
  const employer = rollout.companyName
  const application = leadsTo(request)?.name
  if (application === undefined)
    return t(isRequired ? 'enrol.why-required-home' : 'enrol.why-soon-home', { date, employer })
  return t(isRequired ? 'enrol.why-required' : 'enrol.why-soon', { date, employer, application })
}

export function why(flow: AuthenticatedFlow): Html | '' {
  const text = reason(flow)
  return text === null ? '' : html`<p class="small muted">${text}</p>`
}

/**
 * The wizard can be left at each step and nothing is switched on. Undefined from the date on: then the only alternative
 * is to log out.
 */
export function leave(c: Context<Env>, { t, signIn, request, next }: AuthenticatedFlow): Html | undefined {
  const isRequired = signIn.obligation?.obligation === 'required'
  if (isRequired || signIn.facts.hasSecondFactor || isOfDevice(request)) return undefined
  return request.application
    ? form(
        `${next}/leave`,
        c.get('csrfToken'),
        button({ text: t('enrol.back-to', { application: request.application.name }), kind: 'link' }),
      )
    : html`<a href="/account">${t('enrol.stop')}</a>`
}
