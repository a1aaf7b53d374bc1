// "This was not me": the page behind the link of a notice. Looking changes nothing, since mail scanners look too; the
// button closes the account.
import { actions, button, linkButton, notice, type Html } from '@sluis/design'
import { Hono } from 'hono'
import { html } from 'hono/html'
import { freezeByLink } from '#identity/people/freeze.service.ts'
import { dropCookie, SESSION_COOKIE } from '#platform/cookies.ts'
import { languageOf } from '#platform/language.ts'
import { form } from '../forms.ts'
import { lockedPage, wayBackWords } from '../frozen.ts'
import type { Env, Needs } from '../way.ts'

const TOKEN = /^[\w-]{43}$/

export function notMe(needs: Needs) {
  const { identity, clock, draw } = needs
  const routes = new Hono<Env>()
  routes.get('/:token', async (c) => {
    const say = draw.say(languageOf(c))
    const token = c.req.param('token')
    if (!TOKEN.test(token) || !(await identity.notMe.isOpen(token, clock.now()))) return c.html(over(c, say), 410)
    const content = html`<h1>${say('not-me.title')}</h1><p class="lead">${say('not-me.body')}</p>
${notice({ kind: 'warning', kindText: say('notice.warning'), content: say('not-me.what') })}
${form(`/not-me/${token}`, c.get('csrfToken'), actions([button({ text: say('not-me.button'), kind: 'danger', wide: true })]))}
<p class="small muted">${say('not-me.was-me')}</p>`
    return c.html(draw.journey(c, say, { title: say('not-me.title'), content, bodyId: 'not-me', help: 'not-me' }))
  })
  routes.post('/:token', async (c) => {
    const say = draw.say(languageOf(c))
    const token = c.req.param('token')
    const frozen = TOKEN.test(token) ? await freezeByLink(needs, token, needs.addressOf(c), clock.now()) : null
    if (!frozen?.ok) return c.html(over(c, say), 410)
    dropCookie(c, SESSION_COOKIE)
    return c.html(await lockedPage(c, needs, say, frozen.value))
  })
  return routes

  function over(c: Parameters<typeof draw.journey>[0], say: ReturnType<typeof draw.say>): Html {
    const content = html`<h1>${say('not-me.over-title')}</h1><p class="lead">${say('not-me.over-body')}</p>
${wayBackWords(say, 'new-password')}
${actions([linkButton({ text: say('frozen.help'), href: '/help?at=frozen#locked', kind: 'link' })])}`
    return draw.journey(c, say, { title: say('not-me.over-title'), content, bodyId: 'not-me-over', help: 'not-me' })
  }
}
