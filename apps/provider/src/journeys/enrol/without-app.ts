// For whoever cannot connect an app right away: where to get one, and what there is without a smartphone, as far as the
// employer allows it.
import { actions, choiceLinks, linkButton, steps, type Html } from '@sluis/design'
import { Hono } from 'hono'
import type { Context } from 'hono'
import { html } from 'hono/html'
import type { HelpSituation } from '#platform/help-link.ts'
import { withNext } from '../flow/forms.ts'
import { requireStep } from '../flow/require-step.ts'
import { type Env, type AuthenticatedFlow, type Deps } from '../flow/sign-in-flow.ts'
import { mayEnrolSms } from '../parts/may-enrol-sms.ts'
import { leave } from './frame.ts'

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
      const choices = choiceLinks([
        ...(isSmsAllowed
          ? [{ text: t('simple.choose'), hint: t('simple.choose-body'), href: withNext('/enrol/simple-phone', next) }]
          : []),
        { text: t('no-phone.computer'), hint: t('no-phone.computer-hint'), href: withNext('/enrol', next) },
      ])
      const content = html`<h1>${t('no-phone.title')}</h1>
${isSmsAllowed ? '' : html`<p>${t('no-phone.no-text')}</p>`}
${choices}
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
      content: html`${content}${leave(c, flow)}`,
      progress: { total: 2, done: 1, level: 0.4 },
      bodyId,
      help,
    })
  }
}
