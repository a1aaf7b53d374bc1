// What the pages of the help have in common: the search field, and the links at the end.
import { button, choiceLinks, field, type Html } from '@sluis/design'
import { html } from 'hono/html'
import type { Translate } from '#locales/messages.ts'

/** By GET, so that a search has an address. */
export const searchForm = (
  t: Translate,
  value = '',
  error?: string,
): Html => html`<form class="stack stack--tight" method="get" action="/help/search" role="search" novalidate>
<div class="toolbar">${field({ id: 'q', label: t('help.search.label'), hint: t('help.search.hint'), type: 'search', value, error, autocomplete: 'off', enterkeyhint: 'search', width: 'medium' })}${button({ text: t('help.search.button'), kind: 'quiet', icon: 'search' })}</div>
</form>`

export const otherPages = (t: Translate, here?: 'change' | 'messages' | 'search'): Html =>
  choiceLinks([
    ...(here === undefined ? [] : [{ text: t('help.all'), href: '/help', icon: 'info' as const }]),
    ...(here === 'change' ? [] : [{ text: t('change.title'), href: '/help/change', icon: 'calendar' as const }]),
    ...(here === 'messages' ? [] : [{ text: t('messages.title'), href: '/help/messages', icon: 'mail' as const }]),
  ])
