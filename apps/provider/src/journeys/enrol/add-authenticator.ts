// One more authenticator app beside what works already, in the pages of the wizard: at its own address, and as the
// first half of "New phone?".
import { actions, button, codeField, linkButton, stepIndicator, steps, type Html } from '@sluis/design'
import { Hono } from 'hono'
import type { Context } from 'hono'
import { html } from 'hono/html'
import type { Enrolment } from '#identity/enrolments/enrolments.store.ts'
import { ensureEnrolment } from '#use-cases/manage-factors/enrol-app.ts'
import { form, withNext } from '../flow/forms.ts'
import { requireSession, type SignedInFlow } from '../flow/require-session.ts'
import { type Env, type Deps, nextUrlAfterProof } from '../flow/sign-in-flow.ts'
import { codeErrorStatus } from '../parts/code-errors.ts'
import { entryName } from '../parts/issuer.ts'
import { answerFirstCode, FIRST_CODE_NOTES, firstCodeErrorMessage, type FirstCodeFailure } from './first-code.ts'
import { keptRequestHref } from '../parts/kept-request.ts'
import { keyParts } from './key-parts.ts'
import { said } from '../flow/said.ts'

const STEPS = { add: 2, 'new-phone': 3 } as const
type Route = keyof typeof STEPS

/** `add`: ends at the new app, to be named. `new-phone`: goes on to the old one. */
export function addAuthenticator(deps: Deps, route: Route) {
  const { identity } = deps
  const here = `/account/authenticators/${route}`
  const routes = new Hono<Env>()

  routes.get(
    '/',
    requireSession(deps, null, (c, flow) => c.html(intro(c, flow))),
  )
  routes.get(
    '/key',
    requireSession(deps, null, async (c, flow) => {
      const enrolment = await ensureEnrolment(deps, flow.session, flow.person, flow.now)
      const refusal = FIRST_CODE_NOTES.read(c, deps)
      return c.html(keyPage(c, flow, enrolment, refusal), refusal ? codeErrorStatus(refusal) : 200)
    }),
  )
  routes.post(
    '/key',
    requireSession(deps, null, async (c, flow) => {
      if (c.get('form').text('code').trim() === '') return c.redirect(`${here}/code`, 303)
      return confirm(c, flow)
    }),
  )
  routes.get(
    '/code',
    requireSession(deps, null, async (c, flow) => {
      const pending = await identity.enrolments.findPending(flow.session.id, flow.now)
      if (!pending) return c.redirect(`${here}/key`, 303)
      const refusal = FIRST_CODE_NOTES.read(c, deps)
      return c.html(codePage(c, flow, pending, refusal), refusal ? codeErrorStatus(refusal) : 200)
    }),
  )
  routes.post('/code', requireSession(deps, null, confirm))
  return routes

  function confirm(c: Context<Env>, flow: SignedInFlow): Promise<Response> {
    return answerFirstCode(c, deps, flow, {
      here: c.req.path,
      key: `${here}/key`,
      over: here,
      onwards: async (token, { id }) => {
        const then = route === 'add' ? `/account/authenticators/${id}` : `${here}/old`
        // Somebody who had no recovery codes has some to keep now.
        const isDone = (await nextUrlAfterProof(deps, flow, token)) === flow.next
        return isDone ? said(c, `${then}?flash=added`) : withNext('/enrol/recovery-codes', then)
      },
    })
  }

  function intro(c: Context<Env>, { t }: SignedInFlow): Html {
    const [title, lead] =
      route === 'add' ? [t('further.title'), t('further.lead')] : [t('new-phone.title'), t('new-phone.lead')]
    const next = keptRequestHref(c)
    const back = route === 'add' && next !== null ? withNext('/offer/backup', next) : '/account'
    const list =
      route === 'add'
        ? [t('further.step-open'), t('further.step-scan'), t('further.step-code')]
        : [t('new-phone.step-install'), t('new-phone.step-connect'), t('new-phone.step-old')]
    const content = html`${at(t, 1)}<h1>${title}</h1><p class="lead">${lead}</p>
${steps(list)}
<p class="small muted">${t(route === 'add' ? 'further.codes-stay' : 'new-phone.leave')}</p>
${actions([linkButton({ text: t('page.next'), href: `${here}/key`, wide: true }), linkButton({ text: t('page.back'), href: back, kind: 'quiet', wide: true })])}
${route === 'new-phone' ? html`<p class="small muted">${t('new-phone.gone')} <a href="/help?at=another-way#no-phone">${t('recovery.none-link')}</a></p>` : ''}`
    return page(c, t, title, content)
  }

  function keyPage(
    c: Context<Env>,
    { t }: SignedInFlow,
    { secret, label }: Enrolment,
    failure: FirstCodeFailure | null,
  ): Html {
    const error = failure ? firstCodeErrorMessage(t, failure, label) : undefined
    const content = html`${at(t, 2)}<h1>${t('key.title')}</h1>
${keyParts(c, t, { secret, label }, { action: `${here}/key`, error })}
${leave(t)}`
    return deps.renderer.step(c, t, {
      title: t('key.title'),
      content,
      error: error ? { text: error, field: 'code' } : undefined,
      modules: ['copy', 'code-entry'],
      bodyId: 'further-key',
      help: 'key',
    })
  }

  function codePage(
    c: Context<Env>,
    { t }: SignedInFlow,
    { label }: Pick<Enrolment, 'label'>,
    failure: FirstCodeFailure | null,
  ): Html {
    const error = failure ? firstCodeErrorMessage(t, failure, label) : undefined
    const content = html`${at(t, 2)}<h1>${t('first-code.title')}</h1>
<p class="lead">${t('further.code-lead', { entry: entryName(label) })}</p>
${form(
  `${here}/code`,
  c.get('csrfToken'),
  html`
${codeField({ id: 'code', label: t('code.label'), hint: t('code.hint'), error, length: 6, autoSubmit: true, autofocus: true })}
${actions([button({ text: t('page.next'), wide: true }), linkButton({ text: t('first-code.back'), href: `${here}/key`, kind: 'quiet', wide: true })])}`,
)}
${leave(t)}`
    return deps.renderer.step(c, t, {
      title: t('first-code.title'),
      content,
      error: error ? { text: error, field: 'code' } : undefined,
      modules: ['code-entry'],
      bodyId: 'further-code',
      help: 'first-code',
    })
  }

  function page(c: Context<Env>, t: SignedInFlow['t'], title: string, content: Html | Promise<Html>): Html {
    return deps.renderer.step(c, t, {
      title,
      content: content as Html,
      bodyId: `further-${route}`,
      help: route === 'new-phone' ? 'new-phone' : 'choose-app',
    })
  }
  function at(t: SignedInFlow['t'], current: number): Html {
    return stepIndicator({ text: t('enrol.step', { current, total: STEPS[route] }), current, total: STEPS[route] })
  }
  function leave(t: SignedInFlow['t']) {
    return html`<p class="leave"><a href="/account">${t('enrol.stop')}</a></p>`
  }
}
