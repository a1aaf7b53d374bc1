// Third stage: the company of this session, one of the login's current companies.
import { button } from '@sluis/design'
import { html } from 'hono/html'
import { csrfField } from '#page/frames.ts'
import { plainPage } from '#page/plain-page.ts'
import { readLastCompany } from '#journeys/cookies.ts'
import { listOwnCompanies } from '#journeys/own-companies.ts'
import type { Stage } from '#journeys/request-context.ts'

export const resolveCompany: Stage = (deps) => async (c, next) => {
  const { session } = c.get('access')
  const employeeLogins = await listOwnCompanies(deps, c.get('access'))
  const membership =
    employeeLogins.find((each) => each.companyId === session.companyId) ??
    employeeLogins.find((each) => each.companyId === readLastCompany(c)) ??
    employeeLogins[0]
  if (!membership) {
    // The start page says so.
    if (c.req.method === 'POST') return c.redirect('/', 303)
    const t = c.get('t')
    const logOut = html`<form method="post" action="/log-out">${csrfField(c)}${button({ text: t('nav.log-out'), kind: 'quiet' })}</form>`
    return c.html(
      plainPage(deps.frames, c, { title: t('no-company.title'), text: t('no-company.text'), nextStep: logOut }),
      403,
    )
  }
  if (membership.companyId !== session.companyId) await deps.sessions.chooseCompany(session.id, membership.companyId)
  c.set('membership', membership)
  c.set('employeeLogins', employeeLogins)
  return next()
}
