// Step 1 of setting up: an authenticator app. Any will do; somebody without one sees where to get one.
import { actions, button, disclosure, radios, stepIndicator, type Html } from '@sluis/design'
import { Hono } from 'hono'
import type { Context } from 'hono'
import { html } from 'hono/html'
import { ensureEnrolment } from '#use-cases/manage-factors/enrol-app.ts'
import { form, withNext } from '../flow/forms.ts'
import { requireStep, type Env, type AuthenticatedFlow, type Deps } from '../flow/sign-in-flow.ts'
import { leave, WIZARD_STEPS, why } from './frame.ts'
import { mayEnrolSms } from '../parts/may-enrol-sms.ts'

export function chooseApp(deps: Deps) {
  const routes = new Hono<Env>()
  routes.get(
    '/',
    requireStep(deps, 'enrol', async (c, flow) => c.html(await page(c, flow, false))),
  )
  routes.post(
    '/',
    requireStep(deps, 'enrol', async (c, flow) => {
      const app = c.get('form').text('app')
      if (app !== 'have' && app !== 'get') return c.html(await page(c, flow, true), 422)
      const enrolment = await ensureEnrolment(deps, flow.session, flow.person, flow.now)
      await deps.identity.enrolments.chooseApp(enrolment.id, flow.now)
      return c.redirect(withNext('/enrol/key', flow.next), 303)
    }),
  )
  return routes

  async function page(c: Context<Env>, flow: AuthenticatedFlow, unanswered: boolean): Promise<Html> {
    const { t, next } = flow
    const bySms = (await mayEnrolSms(deps, flow))
      ? html`<p>${t('simple.choose-body')} <a href="${withNext('/enrol/simple-phone', next)}">${t('simple.choose')}</a></p>`
      : ''
    const error = unanswered ? t('choose.unanswered') : undefined
    const content = html`${stepIndicator({ text: t('enrol.step', { current: 1, total: WIZARD_STEPS }), current: 1, total: WIZARD_STEPS })}
<h1>${t('choose.title')}</h1>
${why(flow)}
${form(
  withNext('/enrol', next),
  c.get('csrfToken'),
  html`
${radios({
  name: 'app',
  legend: t('choose.question'),
  error,
  options: [
    { value: 'have', text: t('choose.have'), hint: t('choose.have-hint') },
    { value: 'get', text: t('choose.get'), hint: t('choose.get-hint') },
  ],
})}
${actions([button({ text: t('page.next'), wide: true })])}`,
)}
${disclosure({ summary: t('choose.no-phone'), content: html`${bySms}<p>${t('choose.no-phone-body')}</p>` })}
${leave(c, flow)}`
    return deps.renderer.step(c, t, {
      title: t('choose.title'),
      content,
      error: error ? { text: error, field: 'app' } : undefined,
      progress: { total: 2, done: 1 },
      bodyId: 'choose-app',
      help: 'choose-app',
    })
  }
}
