// Third stage: in which company is this session? It is one of the employee logins that still stand, chosen by the
// session.
import { button } from '@sluis/design'
import { html } from 'hono/html'
import { csrfField } from '#page/frames.ts'
import { plainPage } from '#page/plain-page.ts'
import { lastCompany } from './cookies.ts'
import type { Stage } from './visit.ts'

export const workplace: Stage =
  ({ employeeLogins, sessions, frames }) =>
  async (c, next) => {
    const { session, login, reminder } = c.get('visit')
    // A session from Sluis sees what Sluis' directory vouched for; one by password what our records say.
    const all = await employeeLogins.ofLogin(login.id, session.kind === 'sluis' ? login.sub : null)
    const here =
      all.find((each) => each.companyId === session.companyId) ??
      all.find((each) => each.companyId === lastCompany(c)) ??
      all[0]
    if (!here) {
      const say = c.get('say')
      const logOut = html`<form method="post" action="/log-out">${csrfField(c)}${button({ text: say('nav.log-out'), kind: 'quiet' })}</form>`
      return c.html(
        plainPage(frames, c, { title: say('no-company.title'), text: say('no-company.text'), wayOn: logOut }),
        403,
      )
    }
    if (here.companyId !== session.companyId) await sessions.chooseCompany(session.id, here.companyId)
    c.set('visit', { session, login, reminder, here, employeeLogins: all })
    return next()
  }
