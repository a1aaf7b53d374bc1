// The last page of setting up: what is protected now, on to where the person was going, and a backup as the second
// thing.
import { actions, arrivedIllustration, linkButton, stepIndicator } from '@sluis/design'
import { Hono } from 'hono'
import { html } from 'hono/html'
import { lacksBackup } from '#use-cases/manage-factors/backup-offer.ts'
import { withNext } from '../flow/forms.ts'
import { expiredPage } from '../flow/expired-page.ts'
import { type Env, type Deps, type FlowContext, nextUrl, resolveFlow } from '../flow/sign-in-flow.ts'
import { WIZARD_STEPS } from './frame.ts'

export function enrolDone(deps: Deps) {
  const routes = new Hono<Env>()
  routes.get('/', async (c) => {
    const flow = await resolveFlow(c, deps, c.req.query('next') ?? '/')
    if (!flow) return expiredPage(c, deps)
    if (flow.signIn.step !== null) return c.redirect(nextUrl(flow), 303)
    const { t, request, next } = flow
    const { session } = flow.signIn
    const offersBackup = session !== null && (await lacksBackup(deps.identity, session.personId))
    const to = request.application ? t('done.to', { application: request.application.name }) : t('done.to-home')
    const content = html`${stepIndicator({ text: t('enrol.all-steps'), current: WIZARD_STEPS + 1, total: WIZARD_STEPS })}
${arrivedIllustration()}
<h1>${t('done.title')}</h1>
<p class="lead">${protectedNow(flow)}</p>
<p>${t(session?.factorKind === 'sms' ? 'simple.done' : 'done.body')}</p>
${actions([linkButton({ text: to, href: next, wide: true })])}
${offersBackup ? html`<p>${t('backup.tip')} <a href="${withNext('/offer/backup', next)}">${t('backup.add')}</a></p>` : ''}`
    return c.html(
      deps.renderer.step(c, t, {
        title: t('done.title'),
        content,
        progress: { total: 2, done: 2, level: 1 },
        bodyId: 'enrol-done',
        help: 'enrolled',
      }),
    )
  })
  return routes
}

/** What lies behind the second gate: of an employee what the employer keeps, else what the application has. */
function protectedNow({ t, signIn, request }: FlowContext): string {
  if (signIn.employer !== null) return t('done.at-employer', { employer: signIn.employer })
  return request.application ? t('done.at-application', { application: request.application.name }) : t('done.here')
}
