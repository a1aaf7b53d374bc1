// What a recovery code does not give access to: it replaces the second factor once, and removes none.
import { actions, button, linkButton } from '@sluis/design'
import type { Context } from 'hono'
import { html } from 'hono/html'
import { form } from '#journeys/flow/forms.ts'
import { accountPage, type SignedInFlow } from '#journeys/flow/require-session.ts'
import type { Env, Deps } from '#journeys/flow/sign-in-flow.ts'

type Serve = (c: Context<Env>, flow: SignedInFlow) => Promise<Response> | Response

/** Inside requireSession. Somebody who signed in with a recovery code sees the two things they can do. */
export const provedByFactor =
  (deps: Deps, serve: Serve): Serve =>
  (c, flow) => {
    if (flow.session.factorKind !== 'recovery') return serve(c, flow)
    const { t } = flow
    const content = html`<h1>${t('by-recovery.title')}</h1><p class="lead">${t('by-recovery.body')}</p>
${actions([linkButton({ text: t('by-recovery.add'), href: '/account/authenticators/add' })])}
${form('/sign-out', c.get('csrfToken'), button({ text: t('page.log-out'), kind: 'quiet' }))}`
    c.status(403)
    return c.html(
      accountPage(c, deps, flow, { here: '/account', title: t('by-recovery.title'), content, help: 'find-phone' }),
    )
  }
