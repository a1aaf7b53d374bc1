// "Switch company": a plain list; one choice changes everything at once, since the company belongs to the session.
import { html } from 'hono/html'
import { actions, badge, button, emptyState, field, listRows } from '@sluis/design'
import { keepLastCompany } from '#journeys/cookies.ts'
import { notHere } from '#journeys/not-here.ts'
import type { Handler } from '#journeys/visit.ts'
import { workPage } from '#journeys/work-page.ts'
import { csrfField, hidden } from '#page/frames.ts'

// From so many on a list is quicker searched than read.
const SEARCH_FROM = 7

export const listCompanies: Handler = (parts) => async (c) => {
  const say = c.get('say')
  const { here, employeeLogins } = c.get('visit')
  const sought = (c.req.query('q') ?? '').slice(0, 100).trim()
  const found = employeeLogins.filter((each) =>
    each.companyName.toLocaleLowerCase(say.language).includes(sought.toLocaleLowerCase(say.language)),
  )
  const rows = found.map((each) => ({
    title: each.companyName,
    detail: each.job ?? undefined,
    icon: 'building' as const,
    badge: each.companyId === here.companyId ? badge({ kind: 'good', text: say('companies.current') }) : undefined,
    actions:
      each.companyId === here.companyId
        ? undefined
        : html`<form method="post" action="/companies">${csrfField(c)}${hidden('company', each.companyId)}${button({ text: say('companies.choose'), kind: 'quiet', about: each.companyName })}</form>`,
  }))
  const search = html`<form method="get" action="/companies" role="search" class="stack stack--tight">${field({ id: 'q', label: say('companies.search'), type: 'search', value: sought, enterkeyhint: 'search' })}${actions(button({ text: say('companies.find'), kind: 'quiet', icon: 'search' }))}</form>`
  const content = html`<h1>${say('nav.switch')}</h1>
${employeeLogins.length >= SEARCH_FROM && search}
${sought !== '' && html`<p role="status">${say('companies.found', { count: found.length })}</p>`}
${rows.length > 0 ? listRows(rows) : emptyState({ title: say('companies.none'), icon: 'search', action: html`<a href="/companies">${say('companies.all')}</a>` })}`
  return workPage(parts, c, { title: say('nav.switch'), content, narrow: true, help: 'companies' })
}

export const switchCompany: Handler = (parts) => async (c) => {
  const { session, employeeLogins } = c.get('visit')
  const chosen = employeeLogins.find((each) => each.companyId === c.get('form').text('company'))
  if (!chosen) return notHere(parts, c)
  await parts.sessions.chooseCompany(session.id, chosen.companyId)
  keepLastCompany(c, chosen.companyId)
  return c.redirect('/', 303)
}
