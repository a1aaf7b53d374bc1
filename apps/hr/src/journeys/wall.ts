// The wall: from the instant on it stands in place of every page, until a second factor is set up.
import { html } from 'hono/html'
import { button, wall } from '@sluis/design'
import { dateWords } from '@sluis/ground'
import { csrfField, hidden } from '#page/frames.ts'
import type { Parts } from '#parts'
import type { Status } from '#sluis/status.ts'
import type { PageRequest } from './visit.ts'

/** `email`: whom Sluis is to expect. `returnTo`: where the person goes on to afterwards. */
export async function wallPage(
  { frames, employeeLogins }: Parts,
  c: PageRequest,
  status: Status,
  { email, returnTo, isSignedIn }: { email: string; returnTo: string; isSignedIn: boolean },
): Promise<Response> {
  const say = c.get('say')
  const employer = (status.company && (await employeeLogins.nameOfCompany(status.company))) || say('wall.your-employer')
  const since = status.deadline && dateWords(say.language, status.deadline.timezone).day(status.deadline.at)
  const form = html`<form method="post" action="/set-up">${csrfField(c)}${hidden('to', returnTo)}${hidden('login_hint', email)}${button({ text: say('set-up.button'), wide: true, describedby: 'next' })}</form>`
  const logOut = html`<form method="post" action="/log-out">${csrfField(c)}${button({ text: say('nav.log-out'), kind: 'quiet', wide: true })}</form>`
  const content = wall({
    title: say('wall.title'),
    content: html`<p>${since ? say('wall.since', { date: since, employer }) : say('wall.required', { employer })}</p>
<p id="next">${say('set-up.once-more')} ${say('wall.straight-on')}</p>
<p class="muted">${say('wall.stays')}</p>
<p><a href="${frames.helpLink(c, 'no-smartphone')}">${say('set-up.no-smartphone')}</a></p>`,
    actions: html`${form}${isSignedIn && logOut}`,
  })
  return c.html(frames.journey(c, { title: say('wall.title'), content, help: 'after-date' }), 403)
}
