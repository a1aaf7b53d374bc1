// "Switch company": a plain list; one choice changes everything at once, since the company belongs to the session.
import { html } from 'hono/html'
import { badge, button, emptyState, field, listRows } from '@sluis/design'
import { saveLastCompany } from '#journeys/cookies.ts'
import { notFound } from '#journeys/not-found.ts'
import type { Handler } from '#journeys/request-context.ts'
import { workPage } from '#journeys/work-page.ts'
import { csrfField, hidden } from '#page/frames.ts'

// From so many on a list is quicker searched than read.
const SEARCH_FROM = 7

export const listCompanies: Handler = (deps) => async (c) => {
  const t = c.get('t')
  const membership = c.get('membership')
  const employeeLogins = c.get('employeeLogins')
  const sought = (c.req.query('q') ?? '').slice(0, 100).trim()
  const found = employeeLogins.filter((each) =>
    each.companyName.toLocaleLowerCase(t.language).includes(sought.toLocaleLowerCase(t.language)),
  )
  const rows = found.map((each) => ({
    title: each.companyName,
    detail: each.job ?? undefined,
    icon: 'building' as const,
    badge: each.companyId === membership.companyId ? badge({ kind: 'good', text: t('companies.current') }) : undefined,
    actions:
      each.companyId === membership.companyId
        ? undefined
        : html`<form method="post" action="/companies">${csrfField(c)}${hidden('company', each.companyId)}${button({ text: t('companies.choose'), kind: 'quiet', about: each.companyName })}</form>`,
  }))
  const search = html`<form method="get" action="/companies" role="search" class="toolbar">${field({ id: 'q', label: t('companies.search'), type: 'search', value: sought, enterkeyhint: 'search' })}${button({ text: t('companies.find'), kind: 'quiet', icon: 'search' })}</form>`
  const content = html`<h1>${t('nav.switch')}</h1>
${employeeLogins.length >= SEARCH_FROM && search}
${sought !== '' && html`<p role="status">${t('companies.found', { count: found.length })}</p>`}
${rows.length > 0 ? listRows(rows) : emptyState({ title: t('companies.none'), icon: 'search', action: html`<a href="/companies">${t('companies.all')}</a>` })}`
  return workPage(deps, c, { title: t('nav.switch'), content, narrow: true, help: 'companies' })
}

export const switchCompany: Handler = (deps) => async (c) => {
  const { session } = c.get('access')
  const employeeLogins = c.get('employeeLogins')
  const chosen = employeeLogins.find((each) => each.companyId === c.get('form').text('company'))
  if (!chosen) return notFound(deps, c)
  await deps.sessions.chooseCompany(session.id, chosen.companyId)
  saveLastCompany(c, chosen.companyId)
  return c.redirect('/', 303)
}
