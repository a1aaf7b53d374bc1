// A page for somebody who is in, with the banner that the change asks for.
import { html } from 'hono/html'
import { banner, button, notice, type Html } from '@sluis/design'
import { csrfField, hidden, type Frames, type Page } from '#page/frames.ts'
import { formatDay } from '#page/messages.ts'
import type { Deps } from '#deps'
import { seesEmployees } from '#people/role.ts'
import type { PageRequest } from './request-context.ts'
import { isTwoFactorSession } from '#sluis/access-rules.ts'
import { SET_UP } from './start-authorization.ts'

/** `status`: the answer's, 200 where it is absent. */
export function workPage(
  { frames }: Deps,
  c: PageRequest,
  page: Page,
  status: 200 | 422 = 200,
): Response | Promise<Response> {
  const { login, session, reminder } = c.get('access')
  const t = c.get('t')
  const isSetUp = c.req.query('said') === SET_UP && isTwoFactorSession(session)
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
      content: html`${isSetUp && notice({ kind: 'success', kindText: t('frame.notice'), title: t('said.set-up'), content: t('said.set-up-text'), live: 'status' })}${page.content}`,
      banner: page.banner ?? reminderBanner(frames, c),
      help: page.help ?? (reminder.show === 'nothing' ? undefined : 'before-date'),
    }),
    status,
  )
}

/** The slim banner, in every phase before the instant; on the start page the pop-up takes its place. */
function reminderBanner(frames: Frames, c: PageRequest): Html | undefined {
  const { reminder } = c.get('access')
  if (reminder.show === 'nothing' || (reminder.show === 'pop-up' && c.req.path === '/')) return undefined
  const t = c.get('t')
  const lastDay = formatDay(t.language, reminder.status.deadline!.lastDay)
  return banner({
    label: t('banner.label'),
    text: reminder.isLastDay ? t('banner.today') : t('banner.text', { lastDay }),
    actions: html`<form method="post" action="/set-up">${csrfField(c)}${hidden('to', c.req.method === 'GET' ? c.req.path : '/')}${button({ text: t('set-up.button'), kind: 'link' })}</form> <a href="${frames.helpLink(c, 'no-smartphone')}">${t('set-up.no-smartphone')}</a>`,
  })
}
