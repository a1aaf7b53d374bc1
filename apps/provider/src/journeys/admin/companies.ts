// What companies allow their people: browsers that are remembered, and text messages as the first second step. Found by
// name, since there may be hundreds.
import { actions, button, checkbox, emptyState, field, linkButton, notice } from '@sluis/design'
import { isId } from '@sluis/server-kit'
import { Hono } from 'hono'
import type { Context } from 'hono'
import { html } from 'hono/html'
import { setCompanyPolicy } from '#identity/companies/set-company-policy.service.ts'
import { form } from '../forms.ts'
import { accountPage, signedIn, type SignedInWay } from '../signed-in.ts'
import type { Env, Needs } from '../way.ts'

const HERE = '/admin/companies'
const MOST = 12
const MOST_SOUGHT = 100

export function adminCompanies(needs: Needs) {
  const { identity, clock } = needs
  const routes = new Hono<Env>()
  routes.get(
    '/',
    admin((c, way) => page(c, way)),
  )
  routes.get('/:id', (c) => c.redirect(HERE, 303))
  routes.post(
    '/:id',
    admin(async (c, way) => {
      const id = c.req.param('id') ?? ''
      const typed = c.get('form')
      const allowed = { remembersBrowsers: typed.text('remember') === 'yes', smsFirst: typed.text('texts') === 'yes' }
      const set = isId(id) && (await setCompanyPolicy(identity, id, allowed, way.person.id, clock.now())).ok
      const name = typed.text('q').slice(0, MOST_SOUGHT)
      return set ? c.redirect(`${HERE}?said=set&q=${encodeURIComponent(name)}`, 303) : c.notFound()
    }),
  )
  return routes

  function admin(serve: (c: Context<Env>, way: SignedInWay) => Promise<Response>) {
    return signedIn(needs, HERE, async (c, way) => (way.isAdministrator ? serve(c, way) : c.notFound()))
  }

  async function page(c: Context<Env>, way: SignedInWay): Promise<Response> {
    const { t } = way
    const sought = (c.req.query('q') ?? '').slice(0, MOST_SOUGHT).trim()
    const { companies, count } = await identity.companies.search(sought, MOST)
    const cards = companies.map(
      (
        company,
      ) => html`<section class="card stack" aria-labelledby="c-${company.id}"><h2 id="c-${company.id}">${company.name}</h2>
${form(
  `${HERE}/${company.id}`,
  c.get('csrfToken'),
  html`<input type="hidden" name="q" value="${sought}">
${checkbox({ id: `remember-${company.id}`, name: 'remember', value: 'yes', label: t('policy.remember'), checked: company.remembersBrowsers })}
${checkbox({ id: `texts-${company.id}`, name: 'texts', value: 'yes', label: t('policy.texts'), checked: company.smsFirst })}
${actions([button({ text: t('policy.save'), kind: 'quiet', about: company.name })])}`,
)}</section>`,
    )
    const content = html`${c.req.query('said') === 'set' ? notice({ kind: 'success', kindText: t('notice.success'), content: t('policy.said'), live: 'status' }) : ''}
<h1>${t('policy.title')}</h1><p class="lead">${t('policy.lead')}</p>
<p class="muted">${t('policy.strictest')}</p>
<form method="get" action="${HERE}" role="search" class="toolbar">${field({ id: 'q', label: t('policy.search'), type: 'search', value: sought, autocomplete: 'off', enterkeyhint: 'search' })}${button({ text: t('home.search-button'), kind: 'quiet' })}</form>
<p role="status">${t(count > MOST ? 'policy.first-of' : 'policy.found', { n: count, most: MOST })}</p>
${companies.length === 0 ? emptyState({ title: t('policy.none') }) : html`<div class="columns">${cards}</div>`}
${actions([linkButton({ text: t('admin.title'), href: '/admin', kind: 'quiet' })])}`
    return c.html(accountPage(c, needs, way, { here: '/admin', title: t('policy.title'), content }))
  }
}
