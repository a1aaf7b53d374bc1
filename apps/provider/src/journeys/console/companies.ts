// What companies allow their people: remembered browsers, and SMS as the first second factor. Found by name, since
// there may be hundreds.
import { actions, button, checkbox, emptyState, field, linkButton, notice } from '@sluis/design'
import { isId } from '@sluis/server-kit/random'
import { Hono } from 'hono'
import type { Context } from 'hono'
import { html } from 'hono/html'
import { setCompanyPolicy } from '#use-cases/administer/set-company-policy.ts'
import { form } from '../flow/forms.ts'
import { accountPage, requireSession, type SignedInFlow } from '../flow/require-session.ts'
import type { Env, Deps } from '../flow/sign-in-flow.ts'
import { readFlash, withFlash } from '@sluis/server-kit/flash'

const PATH = '/admin/companies'
const MAX_RESULTS = 12
const MAX_QUERY_CHARACTERS = 100

export function adminCompanies(deps: Deps) {
  const { identity, clock } = deps
  const routes = new Hono<Env>()
  routes.get(
    '/',
    admin((c, flow) => page(c, flow)),
  )
  routes.get('/:id', (c) => c.redirect(PATH, 303))
  routes.post(
    '/:id',
    admin(async (c, flow) => {
      const id = c.req.param('id') ?? ''
      const typed = c.get('form')
      const policy = { remembersBrowsers: typed.text('remember') === 'yes', smsFirst: typed.text('texts') === 'yes' }
      const set = isId(id) && (await setCompanyPolicy(identity, id, policy, flow.person.id, clock.now())).ok
      const name = typed.text('q').slice(0, MAX_QUERY_CHARACTERS)
      return set ? c.redirect(withFlash(c, `${PATH}?q=${encodeURIComponent(name)}&flash=set`), 303) : c.notFound()
    }),
  )
  return routes

  function admin(serve: (c: Context<Env>, flow: SignedInFlow) => Promise<Response>) {
    return requireSession(deps, PATH, async (c, flow) => (flow.isAdministrator ? serve(c, flow) : c.notFound()))
  }

  async function page(c: Context<Env>, flow: SignedInFlow): Promise<Response> {
    const { t } = flow
    const query = (c.req.query('q') ?? '').slice(0, MAX_QUERY_CHARACTERS).trim()
    const { companies, count } = await identity.companies.search(query, MAX_RESULTS)
    const cards = companies.map(
      (
        company,
      ) => html`<section class="card stack" aria-labelledby="c-${company.id}"><h2 id="c-${company.id}">${company.name}</h2>
${form(
  `${PATH}/${company.id}`,
  c.get('csrfToken'),
  html`<input type="hidden" name="q" value="${query}">
${checkbox({ id: `remember-${company.id}`, name: 'remember', value: 'yes', label: t('policy.remember'), checked: company.remembersBrowsers })}
${checkbox({ id: `texts-${company.id}`, name: 'texts', value: 'yes', label: t('policy.texts'), checked: company.smsFirst })}
${actions([button({ text: t('policy.save'), kind: 'quiet', about: company.name })])}`,
)}</section>`,
    )
    const content = html`${readFlash(c) === 'set' ? notice({ kind: 'success', kindText: t('notice.success'), content: t('policy.said'), live: 'status' }) : ''}
<h1>${t('policy.title')}</h1><p class="lead">${t('policy.lead')}</p>
<p class="muted">${t('policy.strictest')}</p>
<form method="get" action="${PATH}" role="search" class="toolbar">${field({ id: 'q', label: t('policy.search'), type: 'search', value: query, autocomplete: 'off', enterkeyhint: 'search' })}${button({ text: t('home.search-button'), kind: 'quiet' })}</form>
<p role="status">${t(count > MAX_RESULTS ? 'policy.first-of' : 'policy.found', { n: count, most: MAX_RESULTS })}</p>
${companies.length === 0 ? emptyState({ title: t('policy.none') }) : html`<div class="columns">${cards}</div>`}
${actions([linkButton({ text: t('admin.title'), href: '/admin', kind: 'quiet' })])}`
    return c.html(accountPage(c, deps, flow, { here: '/admin', title: t('policy.title'), content }))
  }
}
