// Starting over: the question before everything is deleted, and the page to wait at.
import { actions, button, linkButton, notice } from '@sluis/design'
import { html } from 'hono/html'
import { csrfField, type DeskContext, type DeskPage } from './context.ts'
import type { Stage } from './needs.ts'
import type { DeskSay } from './words.ts'

/** Says what goes before it goes. */
export function startOverPage(say: DeskSay, c: DeskContext): DeskPage {
  const title = say('over-title')
  const content = html`<div class="stack prose"><h1>${title}</h1>
${notice({ kind: 'warning', kindText: say('warning'), content: say('over-lead') })}
<p>${say('over-sure')}</p>
<form method="post" action="/start-over">${csrfField(c)}${actions([button({ text: say('over-yes'), kind: 'danger' }), linkButton({ text: say('over-no'), href: '/', kind: 'quiet' })])}</form></div>`
  return { title, content, current: '/start-over' }
}

/** Comes again by itself until the demo runs. */
export function waitPage(say: DeskSay, stage: Exclude<Stage, 'running'>): DeskPage {
  const name = stage === 'starting' ? 'starting' : 'over'
  const title = say(`wait-${name}-title`)
  return {
    title,
    content: html`<div class="stack prose"><h1>${title}</h1><p class="lead" role="status">${say(`wait-${name}`)}</p><p><a href="/">${say('wait-link')}</a></p></div>`,
    reloads: true,
  }
}
