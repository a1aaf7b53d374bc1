// The pages of one authenticator app: its entry, a field to try out a code, its name, and its removal.
import { actions, button, codeField, field, type Html, linkButton, summaryList } from '@sluis/design'
import type { Context } from 'hono'
import { html } from 'hono/html'
import type { TotpFactor } from '#identity/second-factors/totp.ts'
import type { Translate } from '#locales/messages.ts'
import { form } from '#journeys/flow/forms.ts'
import { readFlash } from '@sluis/server-kit/flash'
import { accountPage, type SignedInFlow } from '#journeys/flow/require-session.ts'
import type { Deps, Env } from '#journeys/flow/sign-in-flow.ts'
import { entryName } from '#journeys/parts/issuer.ts'
import { keptRequestBar } from '#journeys/parts/kept-request.ts'
import { flashNotice } from '../parts/flash.ts'
import type { Shown } from './own-factor.ts'
import { type Removal, removalPage } from './removal-pages.ts'
import { clockWarning } from './two-step-section.ts'

const hrefOf = ({ id }: TotpFactor): string => `/account/authenticators/${id}`

export async function authenticatorPage(
  c: Context<Env>,
  deps: Deps,
  flow: SignedInFlow,
  app: TotpFactor,
  { error, refusal }: Shown,
): Promise<Html> {
  const { t } = flow
  const here = hrefOf(app)
  const format = t.dates
  const title = app.name || t('two-step.app')
  const errorAt = (place: 'name' | 'code') => (error?.field === place ? error.text : undefined)
  const test = html`<section class="card stack"><h2>${t('app.test')}</h2>${errorAt('code') ? '' : html`<p>${t('app.test-body')}</p>`}
${form(
  `${here}/test`,
  c.get('csrfToken'),
  html`${codeField({ id: 'code', label: t('code.label'), hint: t('code.hint'), error: errorAt('code'), length: 6 })}
${actions([button({ text: t('app.test-button') })])}`,
)}</section>`
  const name = html`<section class="card stack"><h2>${t('app.name')}</h2>
${form(
  `${here}/name`,
  c.get('csrfToken'),
  html`${field({ id: 'name', label: t('app.name-label'), hint: t('app.name-hint'), value: error?.typed ?? app.name, error: errorAt('name'), autocomplete: 'off' })}
${actions([button({ text: t('app.name-button'), kind: 'quiet' })])}`,
)}</section>`
  const facts = html`${summaryList([
    { term: t('app.entry'), value: html`<bdi>${entryName(app.label)}</bdi>` },
    { term: t('app.added'), value: format.dayAndTime(app.enrolledAt) },
    { term: t('app.used'), value: format.dayAndTime(app.lastUsedAt) },
  ])}
${clockWarning(t, app)}`
  // A new app is named now, and what was wrong is tried again: that stands first, and in view on a phone.
  const [first, ...others] =
    error?.field === 'name' || (!error && readFlash(c) === 'added')
      ? [name, facts, test]
      : error
        ? [test, facts, name]
        : [facts, test, name]
  const content = html`${flashNotice(c, t)}<h1>${title}</h1>${await keptRequestBar(c, deps, flow)}
${first}
${others}
<section class="card stack"><h2>${t('app.away')}</h2><p>${t(refusal === 'text-alone' ? 'remove.text-alone' : 'app.away-body')}</p>
${actions([...(refusal === 'text-alone' ? [] : [linkButton({ text: t('app.remove'), href: `${here}/remove`, kind: 'quiet' })]), linkButton({ text: t('new-phone.title'), href: '/account/authenticators/new-phone', kind: 'link' })])}</section>
<p><a href="/account#two-step">${t('app.back')}</a></p>`
  return accountPage(c, deps, flow, {
    here: '/account',
    title,
    content,
    error: error ?? undefined,
    modules: ['code-entry'],
    help: 'code',
  })
}

export const removeAuthenticatorPage = (c: Context<Env>, deps: Deps, flow: SignedInFlow, app: TotpFactor): Html =>
  removalPage(c, deps, flow, `${hrefOf(app)}/remove`, authenticatorRemoval(flow.t, app))

export const authenticatorRemoval = (t: Translate, app: TotpFactor): Removal => ({
  title: t('remove.title', { name: app.name || t('two-step.app') }),
  lead: t('remove.lead', { entry: entryName(app.label) }),
  after: t('remove.then'),
  go: t('remove.button'),
  keep: { text: t('page.back'), href: hrefOf(app) },
})
