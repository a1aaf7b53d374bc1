// A page for somebody who is in, with the banner that the change asks for.
import { html } from 'hono/html'
import { banner, type Html } from '@sluis/design'
import type { Page } from '#page/frames.ts'
import { dayWords } from '#page/texts.ts'
import type { Parts } from '#parts'
import { seesEmployees } from '#people/role.ts'
import type { PageRequest } from './visit.ts'

/** `status`: the answer's, 200 where it is absent. */
export function workPage(
  { frames }: Parts,
  c: PageRequest,
  page: Page,
  status: 200 | 422 = 200,
): Response | Promise<Response> {
  const { login, here, employeeLogins, reminder } = c.get('visit')
  const who = {
    name: login.name,
    companyName: here.companyName,
    seesEmployees: seesEmployees(here.role),
    hasSeveral: employeeLogins.length > 1,
  }
  return c.html(
    frames.work(c, who, {
      ...page,
      banner: page.banner ?? reminderBanner(frames, c),
      help: page.help ?? (reminder.show === 'nothing' ? undefined : 'before-date'),
    }),
    status,
  )
}

/** The slim banner, in every phase before the instant; on the start page the pop-up takes its place. */
function reminderBanner(frames: Parts['frames'], c: PageRequest): Html | undefined {
  const { reminder } = c.get('visit')
  if (reminder.show === 'nothing' || (reminder.show === 'pop-up' && c.req.path === '/')) return undefined
  const say = c.get('say')
  const lastDay = dayWords(say.language, reminder.status.deadline!.lastDay)
  return banner({
    label: say('banner.label'),
    text: say('banner.text', { lastDay }),
    actions: html`<a href="/set-up">${say('set-up.button')}</a> <a href="${frames.helpLink(c, 'no-smartphone')}">${say('set-up.no-smartphone')}</a>`,
  })
}
