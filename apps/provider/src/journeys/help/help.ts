// Help, for everybody, signed in or not: the three questions of the change, and what to do without the phone.
import { disclosure, steps } from '@sluis/design'
import { Hono } from 'hono'
import { html } from 'hono/html'
import { languageOf } from '#platform/language.ts'
import type { Env, Needs } from '../way.ts'

export function help({ draw }: Needs) {
  const routes = new Hono<Env>()
  routes.get('/', (c) => {
    const say = draw.say(languageOf(c))
    const content = html`<h1>${say('help.title')}</h1><p class="lead">${say('help.lead')}</p>
<div class="stack">
${disclosure({ id: 'cannot-log-in', summary: say('help.a-question'), content: html`${steps([say('help.a-1'), say('help.a-2'), say('help.a-3'), say('help.a-4')])}<p><a href="/">${say('help.a-link')}</a></p>` })}
${disclosure({ id: 'logged-in', summary: say('help.b-question'), content: steps([say('help.b-1'), say('help.b-2'), say('help.b-3'), say('help.b-4'), say('help.b-5'), say('help.b-6')]) })}
${disclosure({ id: 'log-in', summary: say('help.c-question'), content: steps([say('help.c-1'), say('help.c-2'), say('help.c-3')]) })}
${disclosure({ id: 'no-phone', summary: say('help.d-question'), content: html`<p>${say('help.d-codes')}</p><p>${say('help.d-none')}</p>` })}
${disclosure({ id: 'no-smartphone', summary: say('help.e-question'), content: html`<p>${say('choose.no-phone-body')}</p>` })}
</div>
<h2>${say('help.change')}</h2><p>${say('help.change-body')}</p><p>${say('help.stays')}</p><p>${say('help.senders')}</p>`
    return c.html(draw.journey(c, say, { title: say('help.title'), content, bodyId: 'help' }))
  })
  return routes
}
