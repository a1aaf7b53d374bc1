// Third stage: in which company is this session? It is one of the employee logins that still stand, chosen by the
// session.
import { button } from '@sluis/design'
import { html } from 'hono/html'
import { csrfField } from '#page/frames.ts'
import { plainPage } from '#page/plain-page.ts'
import { readLastCompany } from '#journeys/cookies.ts'
import type { Stage } from '#journeys/request-context.ts'

export const resolveCompany: Stage =
  ({ employeeLogins, sessions, frames }) =>
  async (c, next) => {
    const { session, login, reminder } = c.get('access')
    // A session from Sluis sees what Sluis' directory vouched for; one by password what our records say.
    const all = await employeeLogins.listByLogin(login.id, session.kind === 'sluis' ? login.sub : null)
    const membership =
      all.find((each) => each.companyId === session.companyId) ??
      all.find((each) => each.companyId === readLastCompany(c)) ??
      all[0]
    if (!membership) {
      const t = c.get('t')
      const logOut = html`<form method="post" action="/log-out">${csrfField(c)}${button({ text: t('nav.log-out'), kind: 'quiet' })}</form>`
      return c.html(
        plainPage(frames, c, { title: t('no-company.title'), text: t('no-company.text'), nextStep: logOut }),
        403,
      )
    }
    if (membership.companyId !== session.companyId) await sessions.chooseCompany(session.id, membership.companyId)
    c.set('access', { session, login, reminder, membership, employeeLogins: all })
    return next()
  }
