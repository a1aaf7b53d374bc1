// The wall: from the instant on it takes the place of every page, until a second factor is set up.
import { html } from 'hono/html'
import { button, wall } from '@sluis/design'
import { dateFormatter } from '@sluis/server-kit/messages'
import { csrfField, hidden } from '#page/frames.ts'
import type { Deps } from '#deps'
import type { Status } from '#sluis/status.ts'
import type { PageRequest } from './request-context.ts'

/**
 * `email`: whom Sluis is to expect. `returnTo`: where the person goes on to afterwards. Whoever is stopped here can
 * leave, also where the password opened no session: the browser knows whose it was.
 */
export async function wallPage(
  { frames, employeeLogins }: Deps,
  c: PageRequest,
  status: Status,
  { email, returnTo }: { email: string; returnTo: string },
): Promise<Response> {
  const t = c.get('t')
  const employer = (status.company && (await employeeLogins.findCompanyName(status.company))) || t('wall.your-employer')
  const since = status.deadline && dateFormatter(t.language, status.deadline.timezone).day(status.deadline.at)
  const form = html`<form method="post" action="/set-up">${csrfField(c)}${hidden('to', returnTo)}${hidden('login_hint', email)}${button({ text: t('set-up.button'), wide: true, describedby: 'next' })}</form>`
  const logOut = html`<form method="post" action="/log-out">${csrfField(c)}${button({ text: t('nav.log-out'), kind: 'quiet', wide: true })}</form>`
  const content = wall({
    title: t('wall.title'),
    content: html`<p>${since ? t('wall.since', { date: since, employer }) : t('wall.required', { employer })}</p>
<p id="next">${t('set-up.once-more')} ${t('wall.straight-on')}</p>
<p class="muted">${t('wall.stays')}</p>
<p><a href="${frames.helpLink(c, 'no-smartphone')}">${t('set-up.no-smartphone')}</a></p>`,
    actions: html`${form}${logOut}`,
  })
  return c.html(frames.journey(c, { title: t('wall.title'), content, help: 'after-date' }), 403)
}
