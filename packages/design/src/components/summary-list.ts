// What is known of a thing, term by term, with what can be changed beside it.
import { html } from 'hono/html'
import type { Content, Html } from '../markup.ts'

export interface SummaryListRow {
  term: string
  value: Content
  /** `about` follows the words for screen readers: "Change" + "your phone number". */
  action?: { text: string; href: string; about: string } | undefined
}

/** A definition list. */
export function summaryList(list: readonly SummaryListRow[]): Html {
  const rows = list.map(
    ({ term, value, action }) =>
      html`<div class="summary-list-row"><dt>${term}</dt><dd>${value}</dd>${action && html`<dd class="summary-list-action"><a href="${action.href}">${action.text}<span class="visually-hidden"> ${action.about}</span></a></dd>`}</div>`,
  )
  return html`<dl class="summary-list">${rows}</dl>`
}
