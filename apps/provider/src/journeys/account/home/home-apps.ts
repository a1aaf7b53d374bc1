// The applications on Home, each with the companies where its owner works; to be searched where there are many.
import { button, field, linkButton, listRows, type Html } from '@sluis/design'
import { html } from 'hono/html'
import type { Role } from '#schema/tables.ts'
import type { Translate } from '#locales/messages.ts'

type Application = { id: string; name: string; homeUri: string | null }
type Company = { applicationId: string; name: string; role: Role }

/** So many are read at a glance; from then on there is a search. */
export const AT_A_GLANCE = 8
const MAX_FOUND = 50

/** Nothing where a glance is enough. */
export function searchForm(t: Translate, companies: number, query: string): Html | '' | Promise<Html> {
  if (companies <= AT_A_GLANCE) return ''
  return html`<form method="get" action="/" role="search" class="toolbar">${field({ id: 'q', label: t('home.search', { n: companies }), type: 'search', value: query, autocomplete: 'off', enterkeyhint: 'search' })}${button({ text: t('home.search-button'), kind: 'quiet' })}${query === '' ? '' : linkButton({ text: t('home.search-all'), href: '/', kind: 'link' })}</form>`
}

export const ownApps = (
  t: Translate,
  applications: readonly Application[],
  companies: readonly Company[],
  query: string,
) =>
  applications.map((application) => {
    const employers = byName(companies.filter(({ applicationId }) => applicationId === application.id))
    const fitting = employers.filter(({ name }) => folded(name).includes(folded(query)))
    const shown = fitting.slice(0, query === '' ? AT_A_GLANCE : MAX_FOUND)
    const more = fitting.length - shown.length
    return html`<section><div class="split"><h3>${application.name}</h3>${application.homeUri === null ? '' : linkButton({ text: t('home.open', { application: application.name }), href: application.homeUri, kind: 'quiet' })}</div>
${query === '' ? '' : html`<p role="status">${t('home.found', { n: fitting.length, sought: query })}</p>`}
${shown.length === 0 ? '' : listRows(shown.map(({ name, roles }) => ({ title: name, detail: roles.map((role) => t(`home.role-${role}`)).join(', ') })))}
${more > 0 ? html`<p class="muted">${t('home.more', { n: more })}</p>` : ''}</section>`
  })

/** One row a company, with every role there. */
function byName(companies: readonly Company[]): { name: string; roles: Role[] }[] {
  return [...Map.groupBy(companies, ({ name }) => name)].map(([name, its]) => ({
    name,
    roles: [...new Set(its.map(({ role }) => role))],
  }))
}

// "Café" is found by "cafe".
const folded = (text: string): string => text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase()
