// What is known of a thing, term by term, with what can be changed beside it.
import { html } from 'hono/html'
import type { Content, Html } from '../markup.ts'

export interface Fact {
  term: string
  value: Content
  /** `about` follows the words for screen readers: "Change" + "your phone number". */
  action?: { text: string; href: string; about: string } | undefined
}

/** A definition list. */
export function facts(list: readonly Fact[]): Html {
  const rows = list.map(
    ({ term, value, action }) =>
      html`<div class="fact"><dt>${term}</dt><dd>${value}</dd>${action && html`<dd class="fact-action"><a href="${action.href}">${action.text}<span class="visually-hidden"> ${action.about}</span></a></dd>`}</div>`,
  )
  return html`<dl class="facts">${rows}</dl>`
}
