// The last page of setting up: what is protected now, on to where the person was going, and a backup as the second
// thing.
import { actions, arrivedIllustration, type Html, linkButton } from '@sluis/design'
import { type Context, Hono } from 'hono'
import { html } from 'hono/html'
import { nameIn } from '#identity/applications/application.ts'
import { isApplicationRemoved } from '#identity/applications/application-removed.ts'
import { isOfDevice, leadsTo } from '#identity/sessions/sign-in-request.ts'
import type { Session } from '#identity/sessions/sessions.store.ts'
import { applicationLink } from '#platform/application-link.ts'
import { lacksBackup } from '#identity/second-factors/factors.ts'
import { keepGrant } from '#use-cases/sign-in/sign-in-to-application.ts'
import { withNext } from '../flow/forms.ts'
import { expiredPage } from '../flow/expired-page.ts'
import { type Env, type Deps, type FlowContext, nextUrl, resolveFlow } from '../flow/sign-in-flow.ts'

export function enrolDone(deps: Deps) {
  const routes = new Hono<Env>()
  routes.get('/', async (c) => {
    const flow = await resolveFlow(c, deps, c.req.query('next') ?? '/')
    if (!flow) return expiredPage(c, deps)
    if (flow.signIn.step !== null) return c.redirect(nextUrl(flow), 303)
    const { t, request, next } = flow
    const { session } = flow.signIn
    await keepGranted(c, flow)
    const offersBackup = session !== null && lacksBackup(flow.signIn.factors)
    const application = leadsTo(request)
    const toOne = application
      ? t('done.to', { application: application.name })
      : isOfDevice(request)
        ? t('done.to-device')
        : null
    const onwards = toOne
      ? [linkButton({ text: toOne, href: next, wide: true })]
      : await toApplications(deps, session, { t, next })
    const content = html`${arrivedIllustration()}
<h1>${t('done.title')}</h1>
<p class="lead">${protectedNow(flow)}</p>
<p>${t(session?.factorKind === 'sms' ? 'simple.done' : 'done.body')}</p>
${actions(onwards)}
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

  /** Access was granted before the second factor, and a password alone grants nothing that lasts: it does now. */
  async function keepGranted(
    c: Context<Env>,
    { signIn: { session, person }, request, now }: FlowContext,
  ): Promise<void> {
    const { application, grantedScope: scope, startedAt: since } = request
    if (!session || !person || !application || scope === '') return
    try {
      await keepGrant(deps, session, person, { application, scope, since }, deps.addressOf(c), now)
    } catch (error) {
      if (!isApplicationRemoved(error)) throw error
    }
  }
}

/** Somebody who began here: to the one application that they have, or on to where they were. */
async function toApplications(
  { identity }: Pick<Deps, 'identity'>,
  session: Session | null,
  { t, next }: Pick<FlowContext, 't' | 'next'>,
): Promise<Html[]> {
  const all = session ? await identity.applications.listByPerson(session.personId) : []
  const [only, ...others] = all.filter(({ homeUri }) => homeUri !== null)
  const here = t(next.startsWith('/account') ? 'already.to-details' : 'done.to-home')
  if (!only || others.length > 0) return [linkButton({ text: here, href: next, wide: true })]
  return [
    applicationLink({ text: t('done.to', { application: nameIn(only, t.language) }), href: only.homeUri!, wide: true }),
    linkButton({ text: here, href: next, kind: 'quiet', wide: true }),
  ]
}

/** What lies behind the second gate: of an employee what the employer keeps, else what the application has. */
function protectedNow({ t, signIn, request }: FlowContext): string {
  if (signIn.employer !== null) return t('done.at-employer', { employer: signIn.employer })
  const application = leadsTo(request)
  return application ? t('done.at-application', { application: application.name }) : t('done.here')
}
