// For whoever cannot connect an app right away: where to get one, and what there is without a smartphone, as far as the
// employer allows it.
import { actions, choiceLinks, linkButton, steps, type Html } from '@sluis/design'
import { Hono } from 'hono'
import type { Context } from 'hono'
import { html } from 'hono/html'
import type { HelpSituation } from '#platform/help-link.ts'
import { leadsTo } from '#identity/sessions/sign-in-request.ts'
import { isPhone } from '#platform/user-agent.ts'
import { withNext } from '../flow/forms.ts'
import { requireStep } from '../flow/require-step.ts'
import { type Env, type AuthenticatedFlow, type Deps } from '../flow/sign-in-flow.ts'
import { mayEnrolSms } from '../parts/may-enrol-sms.ts'
import { leave, onThisComputer } from './frame.ts'

export function withoutApp(deps: Deps) {
  const routes = new Hono<Env>()
  routes.get(
    '/no-app',
    requireStep(deps, 'enrol', async (c, flow) => {
      const { t } = flow
      const content = html`<h1>${t('no-app.title')}</h1>
<p class="lead">${t('no-app.lead')}</p>
${steps([t('no-app.step-search'), t('no-app.step-install'), t('no-app.step-back')])}
${actions([linkButton({ text: t('no-app.have'), href: withNext('/enrol', flow.next), wide: true })])}
<p><a href="${withNext('/enrol/no-smartphone', flow.next)}">${t('choose.no-phone')}</a></p>`
      return c.html(page(c, flow, 'no-app', content, t('no-app.title'), 'choose-app'))
    }),
  )
  routes.get(
    '/no-smartphone',
    requireStep(deps, 'enrol', async (c, flow) => {
      const { t, next } = flow
      const isSmsAllowed = await mayEnrolSms(deps, flow)
      // On the computer that it is about, it goes on here; on a phone this page says how to get there.
      const isHere = !isPhone(c.req.header('user-agent'))
      const choices = [
        ...(isSmsAllowed
          ? [{ text: t('simple.choose'), hint: t('simple.choose-body'), href: withNext('/enrol/simple-phone', next) }]
          : []),
        ...(isHere
          ? [{ text: t('no-phone.computer'), hint: t('no-phone.computer-hint'), href: onThisComputer(next) }]
          : []),
      ]
      const place = leadsTo(flow.request)?.name ?? new URL(deps.issuer).host
      const there = html`<h2>${t('no-phone.there')}</h2>
${steps([t('no-phone.there-log-in', { place }), t('no-phone.there-app'), t('no-phone.there-connect')])}`
      const content = html`<h1>${t('no-phone.title')}</h1>
${isSmsAllowed ? '' : html`<p>${t('no-phone.no-text')}</p>`}
${choices.length === 0 ? '' : choiceLinks(choices)}
${isHere ? '' : there}
<p>${t('no-phone.ask')}</p>
<p><a href="${withNext('/enrol', next)}">${t('page.back')}</a></p>`
      return c.html(page(c, flow, 'no-smartphone', content, t('no-phone.title'), 'no-smartphone'))
    }),
  )
  return routes

  function page(
    c: Context<Env>,
    flow: AuthenticatedFlow,
    bodyId: string,
    content: Html | Promise<Html>,
    title: string,
    help: HelpSituation,
  ): Html {
    return deps.renderer.step(c, flow.t, {
      title,
      content: html`${content}`,
      leave: leave(c, flow),
      progress: { total: 2, done: 1, level: 0.4 },
      bodyId,
      help,
    })
  }
}
