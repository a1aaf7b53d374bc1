// What a recovery code does not give access to: it replaces the second factor once, and removes none.
import { actions, button, linkButton } from '@sluis/design'
import { Hono } from 'hono'
import type { Context } from 'hono'
import { html } from 'hono/html'
import { form } from '#journeys/flow/forms.ts'
import { accountPage, requireSession, type SignedInFlow } from '#journeys/flow/require-session.ts'
import type { Env, Deps } from '#journeys/flow/sign-in-flow.ts'

type Serve = (c: Context<Env>, flow: SignedInFlow) => Promise<Response> | Response

const PATH = '/account/by-recovery'

/** Inside requireSession; of a page as of its form, so that nobody is offered what is refused after the press. */
export const provedByFactor =
  (serve: Serve): Serve =>
  (c, flow) =>
    flow.session.factorKind === 'recovery' ? c.redirect(PATH, 303) : serve(c, flow)

/** Somebody who signed in with a recovery code sees the two things they can do. */
export function provedByRecovery(deps: Deps) {
  const routes = new Hono<Env>()
  routes.get('/', requireSession(deps, PATH, page))
  return routes

  function page(c: Context<Env>, flow: SignedInFlow): Response | Promise<Response> {
    if (flow.session.factorKind !== 'recovery') return c.redirect('/account', 303)
    const { t } = flow
    const content = html`<h1>${t('by-recovery.title')}</h1><p class="lead">${t('by-recovery.body')}</p>
${actions([linkButton({ text: t('by-recovery.add'), href: '/account/authenticators/add' })])}
${form('/sign-out', c.get('csrfToken'), button({ text: t('page.log-out'), kind: 'quiet' }))}
<p><a href="/account">${t('page.back')}</a></p>`
    c.status(403)
    return c.html(
      accountPage(c, deps, flow, { here: '/account', title: t('by-recovery.title'), content, help: 'find-phone' }),
    )
  }
}
