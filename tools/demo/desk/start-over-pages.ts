// Starting over: the question before everything is deleted, and the page to wait on.
import { actions, button, linkButton, notice } from '@sluis/design'
import { html } from 'hono/html'
import { csrfField, type DeskContext, type DeskPage } from './context.ts'
import type { DemoStatus } from './deps.ts'
import type { DeskTranslate } from './i18n.ts'

/** Says what will be deleted. */
export function startOverPage(t: DeskTranslate, c: DeskContext): DeskPage {
  const title = t('over-title')
  const content = html`<div class="stack prose"><h1>${title}</h1>
${notice({ kind: 'warning', kindText: t('warning'), content: t('over-lead') })}
<p>${t('over-sure')}</p>
<form method="post" action="/start-over">${csrfField(c)}${actions([button({ text: t('over-yes'), kind: 'danger' }), linkButton({ text: t('over-no'), href: '/', kind: 'quiet' })])}</form></div>`
  return { title, content, current: '/start-over' }
}

/** Reloads by itself until the demo runs. */
export function waitPage(t: DeskTranslate, status: Exclude<DemoStatus, 'running'>): DeskPage {
  const name = status === 'starting' ? 'starting' : 'over'
  const title = t(`wait-${name}-title`)
  return {
    title,
    content: html`<div class="stack prose"><h1>${title}</h1><p class="lead" role="status">${t(`wait-${name}`)}</p><p><a href="/">${t('wait-link')}</a></p></div>`,
    reloads: true,
  }
}
