// The applications on Home, each with the companies where its owner works, which lead into it; to be searched where
// there are many.
import { applicationLogo, button, field, linkButton, listRows, type Html } from '@sluis/design'
import { html } from 'hono/html'
import { nameIn } from '#identity/applications/application.ts'
import { homeAddressOf } from '#identity/applications/home-address.ts'
import type { Employment, OwnApplication } from '#identity/sign-ins/home.store.ts'
import type { Role } from '#schema/tables.ts'
import type { Translate } from '#locales/messages.ts'
import { applicationLink, FROM_HERE } from '#platform/application-link.ts'
import { logoHref } from '#platform/page-brand.ts'

export type Listing = { query: string; showsAll: boolean }

/** So many are read at a glance; of more there is a search, and the first of them. */
const AT_A_GLANCE = 9
const FIRST_FEW = 6
const MAX_FOUND = 50

/** Nothing where a glance is enough. */
export function searchForm(t: Translate, employments: readonly Employment[], query: string): Html | '' | Promise<Html> {
  const n = companiesOf(employments).length
  if (n <= AT_A_GLANCE) return ''
  return html`<form method="get" action="/" role="search" class="toolbar">${field({ id: 'q', label: t('home.search', { n }), type: 'search', value: query, autocomplete: 'off', enterkeyhint: 'search' })}${button({ text: t('home.search-button'), kind: 'quiet', icon: 'search' })}${query === '' ? '' : linkButton({ text: t('home.search-all'), href: '/', kind: 'link' })}</form>`
}

export const ownApps = (
  t: Translate,
  applications: readonly OwnApplication[],
  employments: readonly Employment[],
  { query, showsAll }: Listing,
  openKind: 'go' | 'quiet',
) =>
  applications.map((application) => {
    const companies = companiesOf(employments.filter(({ applicationId }) => applicationId === application.id))
    const fitting = companies.filter(({ name }) => folded(name).includes(folded(query)))
    const few = query !== '' ? MAX_FOUND : companies.length <= AT_A_GLANCE ? AT_A_GLANCE : FIRST_FEW
    const shown = showsAll ? fitting : fitting.slice(0, few)
    const more = fitting.length - shown.length
    const all = `/?${new URLSearchParams({ ...(query === '' ? {} : { q: query }), show: 'all' })}#${application.id}`
    const rows = [
      ...shown.map(({ name, company, roles }) => ({
        title: name,
        detail: roles.map((role) => t(`home.role-${role}`)).join(', '),
        icon: 'building' as const,
        href: homeAddressOf(application, company) ?? undefined,
        referrerpolicy: FROM_HERE,
      })),
      ...(more > 0 ? [{ title: t('home.more', { n: more }), href: all }] : []),
    ]
    const name = nameIn(application, t.language)
    const address = homeAddressOf(application)
    const logo = logoHref(application)
    return html`<section aria-labelledby="${application.id}"><div class="split"><h3 id="${application.id}">${logo === undefined ? '' : applicationLogo(logo)}${name}</h3>${address === null ? '' : applicationLink({ text: t('home.open', { application: name }), href: address, kind: openKind })}</div>
${query === '' ? '' : html`<p role="status">${t('home.found', { n: fitting.length, sought: query })}</p>`}
${rows.length === 0 ? '' : listRows(rows)}</section>`
  })

/** One a company, with every role there: companies of one name are apart, since each opens by itself. */
function companiesOf(employments: readonly Employment[]): { name: string; company: string; roles: Role[] }[] {
  const byCompany = Map.groupBy(employments, ({ applicationId, company }) => `${applicationId} ${company}`)
  return [...byCompany.values()].map((its) => ({
    name: its[0]!.name,
    company: its[0]!.company,
    roles: [...new Set(its.map(({ role }) => role))],
  }))
}

// "Café" is found by "cafe".
const folded = (text: string): string => text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase()
