// Instructions in order.
import { html } from 'hono/html'
import type { Content, Html } from '../markup.ts'

/** One item a step; an item may hold markup, such as the green code. */
export function steps(items: readonly Content[]): Html {
  return html`<ol class="steps">${items.map((item) => html`<li><div class="step-body">${item}</div></li>`)}</ol>`
}
