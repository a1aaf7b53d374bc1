// What the pages of the help have in common: the search field, and the ways on.
import { button, choiceLinks, field, type Html } from '@sluis/design'
import { html } from 'hono/html'
import type { Say } from '#texts/texts.ts'

/** By GET, so that a search has an address. */
export const searchForm = (
  say: Say,
  value = '',
  error?: string,
): Html => html`<form class="stack stack--tight" method="get" action="/help/search" role="search" novalidate>
<div class="toolbar">${field({ id: 'q', label: say('help.search.label'), hint: say('help.search.hint'), type: 'search', value, error, autocomplete: 'off', enterkeyhint: 'search', width: 'medium' })}${button({ text: say('help.search.button'), kind: 'quiet', icon: 'search' })}</div>
</form>`

export const otherPages = (say: Say, here?: 'change' | 'messages' | 'search'): Html =>
  choiceLinks([
    ...(here === undefined ? [] : [{ text: say('help.all'), href: '/help', icon: 'info' as const }]),
    ...(here === 'change' ? [] : [{ text: say('change.title'), href: '/help/change', icon: 'calendar' as const }]),
    ...(here === 'messages' ? [] : [{ text: say('messages.title'), href: '/help/messages', icon: 'mail' as const }]),
  ])
