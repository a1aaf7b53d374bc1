// What the pages of the help have in common: the search field, and the links at the end.
import { button, choiceLinks, field, type Html, type IconName } from '@sluis/design'
import type { Context } from 'hono'
import { html } from 'hono/html'
import type { Translate } from '#locales/messages.ts'
import type { Env } from '../flow/sign-in-flow.ts'
import { carryReturnPath, type ReturnLink, returnFields } from './return-link.ts'

/** By GET, so that a search has an address. */
export const searchForm = (
  c: Context<Env>,
  t: Translate,
  value = '',
  error?: string,
): Html => html`<form class="stack stack--tight" method="get" action="/help/search" role="search" novalidate>
${Object.entries(returnFields(c)).map(([name, kept]) => html`<input type="hidden" name="${name}" value="${kept}">`)}
<div class="toolbar">${field({ id: 'q', label: t('help.search.label'), hint: t('help.search.hint'), type: 'search', value, error, autocomplete: 'off', enterkeyhint: 'search', width: 'medium' })}${button({ text: t('help.search.button'), kind: 'quiet', icon: 'search' })}</div>
</form>`

export function otherPages(c: Context<Env>, t: Translate, here?: 'change' | 'messages' | 'search'): Html {
  const page = (text: string, href: string, icon: IconName) => ({ text, href: carryReturnPath(c, href), icon })
  return choiceLinks([
    ...(here === undefined ? [] : [page(t('help.all'), '/help', 'info')]),
    ...(here === 'change' ? [] : [page(t('change.title'), '/help/change', 'calendar')]),
    ...(here === 'messages' ? [] : [page(t('messages.title'), '/help/messages', 'mail')]),
  ])
}

/** The way back, in words: null where none is known. */
export const backLink = (t: Translate, back: ReturnLink | null): { text: string; href: string } | null =>
  back && {
    text: back.application === null ? t('help.back') : t('help.back-to', { application: back.application }),
    href: back.href,
  }

/** At the top of each page of the help. */
export const backRow = (t: Translate, back: ReturnLink | null): Html | '' => {
  const link = backLink(t, back)
  return link === null ? '' : html`<p><a href="${link.href}">${link.text}</a></p>`
}
