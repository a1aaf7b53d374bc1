// A page for somebody who is in, with the banner that the change asks for.
import { html } from 'hono/html'
import { banner, type Html } from '@sluis/design'
import type { Page } from '#page/frames.ts'
import { formatDay } from '#page/messages.ts'
import type { Deps } from '#deps'
import { seesEmployees } from '#people/role.ts'
import type { PageRequest } from './request-context.ts'

/** `status`: the answer's, 200 where it is absent. */
export function workPage(
  { frames }: Deps,
  c: PageRequest,
  page: Page,
  status: 200 | 422 = 200,
): Response | Promise<Response> {
  const { login, reminder } = c.get('access')
  const membership = c.get('membership')
  const employeeLogins = c.get('employeeLogins')
  const who = {
    name: login.name,
    companyName: membership.companyName,
    seesEmployees: seesEmployees(membership.role),
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
function reminderBanner(frames: Deps['frames'], c: PageRequest): Html | undefined {
  const { reminder } = c.get('access')
  if (reminder.show === 'nothing' || (reminder.show === 'pop-up' && c.req.path === '/')) return undefined
  const t = c.get('t')
  const lastDay = formatDay(t.language, reminder.status.deadline!.lastDay)
  return banner({
    label: t('banner.label'),
    text: t('banner.text', { lastDay }),
    actions: html`<a href="/set-up">${t('set-up.button')}</a> <a href="${frames.helpLink(c, 'no-smartphone')}">${t('set-up.no-smartphone')}</a>`,
  })
}
