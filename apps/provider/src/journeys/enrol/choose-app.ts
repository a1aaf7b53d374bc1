// Step 1 of setting up: an authenticator app. Any will do; who has none is told where to get one.
import { actions, button, disclosure, radios, stepIndicator, type Html } from '@sluis/design'
import { Hono } from 'hono'
import type { Context } from 'hono'
import { html } from 'hono/html'
import { ensureEnrolment } from '#identity/enrolments/enrol.service.ts'
import { form, withNext } from '../forms.ts'
import { atStep, type Env, type KnownWay, type Needs } from '../way.ts'
import { leave, WIZARD_STEPS, why } from './frame.ts'
import { mayText } from './simple-phone.ts'

export function chooseApp(needs: Needs) {
  const routes = new Hono<Env>()
  routes.get(
    '/',
    atStep(needs, 'enrol', async (c, way) => c.html(await page(c, way, false))),
  )
  routes.post(
    '/',
    atStep(needs, 'enrol', async (c, way) => {
      const app = c.get('form').text('app')
      if (app !== 'have' && app !== 'get') return c.html(await page(c, way, true), 422)
      const enrolment = await ensureEnrolment(needs, way.session, way.person, way.now)
      await needs.identity.enrolments.chooseApp(enrolment.id, way.now)
      return c.redirect(withNext('/enrol/key', way.next), 303)
    }),
  )
  return routes

  async function page(c: Context<Env>, way: KnownWay, unanswered: boolean): Promise<Html> {
    const { t, next } = way
    const byText = (await mayText(needs, way))
      ? html`<p>${t('simple.choose-body')} <a href="${withNext('/enrol/simple-phone', next)}">${t('simple.choose')}</a></p>`
      : ''
    const error = unanswered ? t('choose.unanswered') : undefined
    const content = html`${stepIndicator({ text: t('enrol.step', { current: 1, total: WIZARD_STEPS }), current: 1, total: WIZARD_STEPS })}
<h1>${t('choose.title')}</h1>
${why(way)}
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
${disclosure({ summary: t('choose.no-phone'), content: html`${byText}<p>${t('choose.no-phone-body')}</p>` })}
${leave(c, needs, way)}`
    return needs.draw.step(c, t, {
      title: t('choose.title'),
      content,
      error: error ? { text: error, field: 'app' } : undefined,
      progress: { total: 2, done: 1 },
      bodyId: 'choose-app',
      help: 'choose-app',
    })
  }
}
