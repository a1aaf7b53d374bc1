// One authenticator app of one's own: its name, a try-out of its codes, and taking it off.
import { actions, button, codeField, summaryList, field, linkButton, type Html } from '@sluis/design'
import { isId } from '@sluis/server-kit/random'
import { normaliseCode } from '@sluis/otp'
import { Hono } from 'hono'
import type { Context } from 'hono'
import { html } from 'hono/html'
import { MAX_NAME_CHARACTERS, parseFactorName } from '#identity/second-factors/factor-name.ts'
import { isUsable } from '#identity/second-factors/factors.ts'
import { removeFactor } from '#use-cases/manage-factors/remove-factor.ts'
import { testCode } from '#use-cases/prove-factor/test-code.ts'
import type { TotpFactor } from '#identity/second-factors/totp.ts'
import { form } from '#journeys/flow/forms.ts'
import { accountPage, requireSession, type SignedInFlow } from '#journeys/flow/require-session.ts'
import type { Env, Deps } from '#journeys/flow/sign-in-flow.ts'
import { codeErrorStatus, codeErrorText } from '#journeys/parts/code-errors.ts'
import { provedByFactor } from './proved-by-factor.ts'
import { removalRefused, removePage } from './remove-app.ts'
import { flashNotice } from '../parts/flash.ts'
import { clockWarning } from './two-step-section.ts'

type FormError = { field: 'name' | 'code'; text: string }
type OwnApp = SignedInFlow & { app: TotpFactor }

export function authenticator(deps: Deps) {
  const { identity, clock } = deps
  const routes = new Hono<Env>()
  routes.get(
    '/',
    requireSession(deps, null, (c) => c.redirect('/account#two-step', 303)),
  )
  routes.get(
    '/:id',
    own((c, flow) => c.html(page(c, flow, null))),
  )
  // What answers a form may be asked for again, by a reload or the language switch.
  for (const answered of ['/:id/name', '/:id/test'])
    routes.get(answered, (c) => c.redirect(`/account/authenticators/${c.req.param('id')}`, 303))

  routes.post(
    '/:id/name',
    own(async (c, flow) => {
      const name = parseFactorName(c.get('form').text('name'))
      if (name === null)
        return c.html(
          page(c, flow, { field: 'name', text: flow.t('app.name-long', { most: MAX_NAME_CHARACTERS }) }),
          422,
        )
      await identity.transaction(async (stores) => {
        if (await stores.factors.rename(flow.person.id, flow.app.id, name))
          await stores.audit.append(
            {
              action: 'factor-renamed',
              result: 'done',
              actor: flow.person.id,
              personId: flow.person.id,
              sessionId: flow.session.id,
              detail: { factor: 'totp' },
            },
            flow.now,
          )
      })
      return c.redirect(`/account/authenticators/${flow.app.id}?flash=named`, 303)
    }),
  )

  routes.post(
    '/:id/test',
    own(async (c, flow) => {
      const typed = normaliseCode(c.get('form').text('code').slice(0, 200))
      const tested = typed.ok
        ? await testCode(identity, flow.session, flow.app, typed.digits, {
            now: clock.now(),
            phoneTime: clock.phoneTime(),
          })
        : typed
      if (tested.ok) return c.redirect(`/account/authenticators/${flow.app.id}?flash=works`, 303)
      const text = codeErrorText(flow.t, tested, {
        account: flow.app.label,
        overrides: { 'sign-in-used-up': 'app.test-used-up' },
      })
      return c.html(page(c, flow, { field: 'code', text }), codeErrorStatus(tested) === 429 ? 429 : 422)
    }),
  )

  routes.get(
    '/:id/remove',
    own((c, flow) => c.html(removePage(c, deps, flow, flow.app))),
  )
  routes.post(
    '/:id/remove',
    own((c, flow) =>
      provedByFactor(deps, async () => {
        const removed = await removeFactor(deps, flow.session, flow.person, flow.app.id, clock.now())
        if (!removed.ok) return removalRefused(c, deps, flow, removed.refusal)
        return c.redirect('/account?flash=app-removed#two-step', 303)
      })(c, flow),
    ),
  )
  return routes

  /** Somebody else's, and none, look the same. */
  function own(serve: (c: Context<Env>, flow: OwnApp) => Promise<Response> | Response) {
    return requireSession(deps, null, async (c, flow) => {
      const id = c.req.param('id') ?? ''
      const app = isId(id)
        ? (await identity.totp.listByPerson(flow.person.id)).find((each) => each.id === id && isUsable(each))
        : undefined
      return app ? serve(c, { ...flow, app }) : c.notFound()
    })
  }

  function page(c: Context<Env>, flow: OwnApp, error: FormError | null): Html {
    const { t, app } = flow
    const here = `/account/authenticators/${app.id}`
    const format = t.dates
    const title = app.name || t('two-step.app')
    const errorAt = (place: FormError['field']) => (error?.field === place ? error.text : undefined)
    const content = html`${flashNotice(c, t)}<h1>${title}</h1>
${summaryList([
  { term: t('app.entry'), value: html`<bdi>Sluis: ${app.label}</bdi>` },
  { term: t('app.added'), value: format.dayAndTime(app.enrolledAt) },
  { term: t('app.used'), value: format.dayAndTime(app.lastUsedAt) },
])}
${clockWarning(t, app)}
<section class="card stack"><h2>${t('app.test')}</h2><p>${t('app.test-body')}</p>
${form(
  `${here}/test`,
  c.get('csrfToken'),
  html`${codeField({ id: 'code', label: t('code.label'), hint: t('code.hint'), error: errorAt('code'), length: 6 })}
${actions([button({ text: t('app.test-button') })])}`,
)}</section>
<section class="card stack"><h2>${t('app.name')}</h2>
${form(
  `${here}/name`,
  c.get('csrfToken'),
  html`${field({ id: 'name', label: t('app.name-label'), hint: t('app.name-hint'), value: app.name, error: errorAt('name'), autocomplete: 'off' })}
${actions([button({ text: t('app.name-button'), kind: 'quiet' })])}`,
)}</section>
<section class="card stack"><h2>${t('app.away')}</h2><p>${t('app.away-body')}</p>
${actions([linkButton({ text: t('app.remove'), href: `${here}/remove`, kind: 'quiet' }), linkButton({ text: t('new-phone.title'), href: '/account/authenticators/new-phone', kind: 'link' })])}</section>
<p><a href="/account#two-step">${t('app.back')}</a></p>`
    return accountPage(c, deps, flow, {
      here: '/account',
      title,
      content,
      error: error ? { text: error.text, field: error.field } : undefined,
      help: 'code',
    })
  }
}
