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
import { withFlash } from '@sluis/server-kit/flash'

const STEPS = { add: 2, 'new-phone': 3 } as const
type Route = keyof typeof STEPS
const NO_APP = 'none'

/** `add`: ends at the new app, to be named. `new-phone`: goes on to the old one. */
export function addAuthenticator(deps: Deps, route: Route) {
  const { identity } = deps
  const here = `/account/authenticators/${route}`
  const routes = new Hono<Env>()

  routes.get(
    '/',
    requireSession(deps, null, async (c, flow) => c.html(intro(c, flow, await newestOf(flow)))),
  )
  routes.get(
    '/key',
    requireSession(deps, null, async (c, flow) => {
      if (await isDone(c, flow)) return c.html(donePage(c, flow))
      const enrolment = await ensureEnrolment(deps, flow.session, flow.person, flow.now)
      const refusal = FIRST_CODE_NOTES.read(c, deps, enrolment.id)
      return c.html(keyPage(c, flow, enrolment, refusal), refusal ? codeErrorStatus(refusal) : 200)
    }),
  )
  routes.post(
    '/key',
    requireSession(deps, null, async (c, flow) => {
      if (c.get('form').text('code').trim() === '') return c.redirect(at(c, 'code'), 303)
      return confirm(c, flow)
    }),
  )
  routes.get(
    '/code',
    requireSession(deps, null, async (c, flow) => {
      const pending = await identity.enrolments.findPending(flow.session.id, flow.now)
      if (!pending) return c.redirect(at(c, 'key'), 303)
      const refusal = FIRST_CODE_NOTES.read(c, deps, pending.id)
      return c.html(codePage(c, flow, pending, refusal), refusal ? codeErrorStatus(refusal) : 200)
    }),
  )
  routes.post('/code', requireSession(deps, null, confirm))
  return routes

  function confirm(c: Context<Env>, flow: SignedInFlow): Promise<Response> {
    return answerFirstCode(c, deps, flow, {
      here: at(c, c.req.path.endsWith('/key') ? 'key' : 'code'),
      key: at(c, 'key'),
      over: c.req.query('after') === undefined ? here : at(c, 'key'),
      onwards: async (token, { id }) => {
        const then = route === 'add' ? `/account/authenticators/${id}` : `${here}/old`
        // Somebody who had no recovery codes has some to keep now.
        const isThrough = (await nextUrlAfterProof(c, deps, flow, token)) === flow.next
        return isThrough ? withFlash(c, `${then}?flash=added`) : withNext('/enrol/recovery-codes', then)
      },
    })
  }

  /** The address says which app was the newest when it began: another one is what came of it. */
  function at(c: Context<Env>, step: 'key' | 'code'): string {
    const before = c.req.query('after')
    return `${here}/${step}${before === undefined ? '' : `?after=${encodeURIComponent(before)}`}`
  }

  async function newestOf({ person }: SignedInFlow): Promise<string> {
    return (await identity.totp.listByPerson(person.id))[0]?.id ?? NO_APP
  }

  /** Back, after it was done: no further key is begun, and no error of before is told. */
  async function isDone(c: Context<Env>, flow: SignedInFlow): Promise<boolean> {
    const before = c.req.query('after')
    if (before === undefined || (await identity.enrolments.findPending(flow.session.id, flow.now))) return false
    const newest = await newestOf(flow)
    return newest !== NO_APP && newest !== before
  }

  function donePage(c: Context<Env>, { t }: SignedInFlow): Html {
    const onwards = route === 'add' ? '/account' : `${here}/old`
    const title = t('further.on-title')
    const content = html`<h1>${title}</h1><p class="lead">${t('further.on')}</p>
${actions([linkButton({ text: t(route === 'add' ? 'already.to-details' : 'page.next'), href: onwards, wide: true }), linkButton({ text: t('further.one-more'), href: here, kind: 'quiet', wide: true })])}`
    return page(c, t, title, content)
  }

  function intro(c: Context<Env>, { t }: SignedInFlow, newest: string): Html {
    const [title, lead] =
      route === 'add' ? [t('further.title'), t('further.lead')] : [t('new-phone.title'), t('new-phone.lead')]
    const next = keptRequestHref(c)
    const back = route === 'add' && next !== null ? withNext('/offer/backup', next) : '/account'
    const list =
      route === 'add'
        ? [t('further.step-open'), t('further.step-scan'), t('further.step-code')]
        : [t('new-phone.step-install'), t('new-phone.step-connect'), t('new-phone.step-old')]
    const content = html`${stepAt(t, 1)}<h1>${title}</h1><p class="lead">${lead}</p>
${steps(list)}
<p class="small muted">${t(route === 'add' ? 'further.codes-stay' : 'new-phone.leave')}</p>
${actions([linkButton({ text: t('page.next'), href: `${here}/key?after=${newest}`, wide: true }), linkButton({ text: t('page.back'), href: back, kind: 'quiet', wide: true })])}
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
    const content = html`${stepAt(t, 2)}<h1>${t('key.title')}</h1>
${keyParts(c, t, { secret, label }, { action: at(c, 'key'), error })}
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
    const content = html`${stepAt(t, 2)}<h1>${t('first-code.title')}</h1>
<p class="lead">${t('further.code-lead', { entry: entryName(label) })}</p>
${form(
  at(c, 'code'),
  c.get('csrfToken'),
  html`
${codeField({ id: 'code', label: t('code.label'), hint: t('code.hint'), error, length: 6, autoSubmit: true, autofocus: true })}
${actions([button({ text: t('page.next'), wide: true }), linkButton({ text: t('first-code.back'), href: at(c, 'key'), kind: 'quiet', wide: true })])}`,
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
  function stepAt(t: SignedInFlow['t'], current: number): Html {
    return stepIndicator({ text: t('enrol.step', { current, total: STEPS[route] }), current, total: STEPS[route] })
  }
  function leave(t: SignedInFlow['t']) {
    return html`<p class="leave"><a href="/account">${t('enrol.stop')}</a></p>`
  }
}
