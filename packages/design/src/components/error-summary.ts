// What went wrong on this page, at its top, with a link to each field.
import { html } from 'hono/html'
import type { Content, Html } from '../markup.ts'
import { icon } from './icon.ts'

export interface ErrorSummaryProps {
  title: string
  /** `href` leads to the field: "#code". */
  errors: readonly { text: string; href?: string | undefined }[]
  /** Another way, where there is one. */
  instead?: Content | undefined
}

/** An alert that can take the focus; the module `error-summary` gives it. */
export function errorSummary({ title, errors, instead }: ErrorSummaryProps): Html {
  const lines = errors.map(
    ({ text, href }) => html`<li>${href === undefined ? text : html`<a href="${href}">${text}</a>`}</li>`,
  )
  return html`<div class="error-summary" role="alert" tabindex="-1" data-error-summary>
<h2 class="error-summary-title">${icon('danger')}<span>${title}</span></h2>
<ul>${lines}</ul>${instead !== undefined && html`<div class="stack stack--tight">${instead}</div>`}
</div>`
}
