// Of the start page alone, before resolve-company: the company that a link names (decision 0039). Home's own link
// switches to it; every other one asks, since an address is anybody's.
import { actions, button, linkButton } from '@sluis/design'
import { html } from 'hono/html'
import { cameFromSluis } from '#journeys/came-from-sluis.ts'
import { saveLastCompany } from '#journeys/cookies.ts'
import { listOwnCompanies } from '#journeys/own-companies.ts'
import type { Stage } from '#journeys/request-context.ts'
import { csrfField, hidden } from '#page/frames.ts'
import { plainPage } from '#page/plain-page.ts'
import { judgeCompanyLink } from '#people/company-link.ts'

export const openCompany: Stage = (deps) => async (c, next) => {
  const named = c.req.queries('company') ?? []
  if (named.length === 0) return next()
  const { session } = c.get('access')
  const own = await listOwnCompanies(deps, c.get('access'))
  const isFromHome = cameFromSluis(deps, c)
  const link = judgeCompanyLink({ named, own, current: session.companyId, isFromHome })
  const t = c.get('t')
  const nameOf = (id: string | null) => own.find(({ companyId }) => companyId === id)?.companyName ?? ''
  switch (link.does) {
    case 'nothing':
      return next()
    case 'refuse':
      return c.html(
        plainPage(deps.frames, c, { title: t('company-link.none'), text: t('company-link.none-text') }),
        404,
      )
    case 'open':
      await deps.sessions.chooseCompany(session.id, link.companyId)
      if (isFromHome) saveLastCompany(c, link.companyId)
      return c.redirect('/', 303)
    case 'ask': {
      const [company, current] = [nameOf(link.companyId), nameOf(session.companyId)]
      const nextStep = html`<form method="post" action="/companies">${csrfField(c)}${hidden('company', link.companyId)}${actions([button({ text: t('company-link.open', { company }) }), linkButton({ text: t('company-link.stay', { current }), href: '/', kind: 'quiet' })])}</form>`
      const page = { title: t('company-link.title', { company }), text: t('company-link.text', { current }), nextStep }
      return c.html(plainPage(deps.frames, c, { ...page, help: 'companies' }))
    }
  }
}
