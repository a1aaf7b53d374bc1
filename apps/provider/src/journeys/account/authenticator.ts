// One authenticator app of one's own: its name, a try-out of its codes, and taking it off.
import { actions, button, codeField, summaryList, field, linkButton, type Html } from '@sluis/design'
import { dateFormatter, isId } from '@sluis/server-kit'
import { normaliseCode } from '@sluis/otp'
import { Hono } from 'hono'
import type { Context } from 'hono'
import { html } from 'hono/html'
import { MAX_NAME_CHARACTERS, parseFactorName } from '#identity/second-factors/factor-name.ts'
import { isUsable } from '#identity/second-factors/factors.ts'
import { removeFactor } from '#identity/second-factors/remove-factor.service.ts'
import { testCode } from '#identity/second-factors/test-code.service.ts'
import type { TotpFactor } from '#identity/second-factors/totp.ts'
import { form } from '../forms.ts'
import { accountPage, signedIn, type SignedInWay } from '../signed-in.ts'
import type { Env, Needs } from '../way.ts'
import { codeSentence, type ToldOfCode } from './code-sentence.ts'
import { provedByFactor } from './proved-by-factor.ts'
import { removalRefused, removePage } from './remove-app.ts'
import { saidNotice } from './said.ts'
import { clockWarning } from './two-step-section.ts'

type Told = { field: 'name' | 'code'; text: string }
type OwnApp = SignedInWay & { app: TotpFactor }

export function authenticator(needs: Needs) {
  const { identity, clock } = needs
  const routes = new Hono<Env>()
  routes.get(
    '/',
    signedIn(needs, null, (c) => c.redirect('/account#two-step', 303)),
  )
  routes.get(
    '/:id',
    own((c, way) => c.html(page(c, way, null))),
  )
  // What answers a form may be asked for again, by a reload or the language switch.
  for (const answered of ['/:id/name', '/:id/test'])
    routes.get(answered, (c) => c.redirect(`/account/authenticators/${c.req.param('id')}`, 303))

  routes.post(
    '/:id/name',
    own(async (c, way) => {
      const name = parseFactorName(c.get('form').text('name'))
      if (name === null)
        return c.html(page(c, way, { field: 'name', text: way.t('app.name-long', { most: MAX_NAME_CHARACTERS }) }), 422)
      await identity.transaction(async (stores) => {
        if (await stores.factors.rename(way.person.id, way.app.id, name))
          await stores.audit.append(
            {
              action: 'factor-renamed',
              result: 'done',
              actor: way.person.id,
              personId: way.person.id,
              sessionId: way.session.id,
              detail: { factor: 'totp' },
            },
            way.now,
          )
      })
      return c.redirect(`/account/authenticators/${way.app.id}?said=named`, 303)
    }),
  )

  routes.post(
    '/:id/test',
    own(async (c, way) => {
      const typed = normaliseCode(c.get('form').text('code').slice(0, 200))
      const tested = typed.ok
        ? await testCode(identity, way.session, way.app, typed.digits, {
            now: clock.now(),
            phoneTime: clock.phoneTime(),
          })
        : typed
      if (tested.ok) return c.redirect(`/account/authenticators/${way.app.id}?said=works`, 303)
      const told: ToldOfCode = tested
      return c.html(
        page(c, way, { field: 'code', text: codeSentence(way.t, told, way.app.label) }),
        told.refusal === 'rate-limited' || told.refusal === 'sign-in-used-up' ? 429 : 422,
      )
    }),
  )

  routes.get(
    '/:id/remove',
    own((c, way) => c.html(removePage(c, needs, way, way.app))),
  )
  routes.post(
    '/:id/remove',
    own((c, way) =>
      provedByFactor(needs, async () => {
        const removed = await removeFactor(needs, way.session, way.person, way.app.id, clock.now())
        if (!removed.ok) return removalRefused(c, needs, way, removed.refusal)
        return c.redirect('/account?said=app-removed#two-step', 303)
      })(c, way),
    ),
  )
  return routes

  /** Somebody else's, and none, look the same. */
  function own(serve: (c: Context<Env>, way: OwnApp) => Promise<Response> | Response) {
    return signedIn(needs, null, async (c, way) => {
      const id = c.req.param('id') ?? ''
      const app = isId(id)
        ? (await identity.totp.listByPerson(way.person.id)).find((each) => each.id === id && isUsable(each))
        : undefined
      return app ? serve(c, { ...way, app }) : c.notFound()
    })
  }

  function page(c: Context<Env>, way: OwnApp, told: Told | null): Html {
    const { t, app } = way
    const here = `/account/authenticators/${app.id}`
    const words = dateFormatter(t.language, 'Europe/Amsterdam')
    const title = app.name || t('two-step.app')
    const errorAt = (place: Told['field']) => (told?.field === place ? told.text : undefined)
    const content = html`${saidNotice(c, t)}<h1>${title}</h1>
${summaryList([
  { term: t('app.entry'), value: html`<bdi>Sluis: ${app.label}</bdi>` },
  { term: t('app.added'), value: words.dayAndTime(app.enrolledAt) },
  { term: t('app.used'), value: words.dayAndTime(app.lastUsedAt) },
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
    return accountPage(c, needs, way, {
      here: '/account',
      title,
      content,
      error: told ? { text: told.text, field: told.field } : undefined,
      help: 'code',
    })
  }
}
