// What went wrong on this page, at its top, with a link to each field. The field has the sentence whole; up here stands
// its beginning, so that the field and its button stay in view on a phone.
import { html } from 'hono/html'
import type { Content, Html } from '../markup.ts'
import { icon } from './icon.ts'

type ErrorLine = { text: string; href?: string | undefined; isAtField?: boolean | undefined }

export interface ErrorSummaryProps {
  title: string
  /** `href` leads to the field: "#code". `isAtField`: the text stands there whole, so that its beginning does here. */
  errors: readonly ErrorLine[]
  /** Another way, where there is one. */
  instead?: Content | undefined
}

/** An alert that can take the focus; the module `error-summary` gives it. */
export function errorSummary({ title, errors, instead }: ErrorSummaryProps): Html {
  const [first, ...others] = errors
  const other = instead !== undefined && html`<div class="stack stack--tight">${instead}</div>`
  // Of one, its beginning says as well that there is something wrong.
  if (first?.href !== undefined && others.length === 0)
    return html`<div class="error-summary error-summary--one" role="alert" tabindex="-1" data-error-summary>
<p class="error-summary-title">${icon('danger')}<span><span class="visually-hidden">${title}: </span><a href="${first.href}">${wordsOf(first)}</a></span></p>${other}
</div>`
  const lines = errors.map(
    (line) => html`<li>${line.href === undefined ? line.text : html`<a href="${line.href}">${wordsOf(line)}</a>`}</li>`,
  )
  return html`<div class="error-summary" role="alert" tabindex="-1" data-error-summary>
<h2 class="error-summary-title">${icon('danger')}<span>${title}</span></h2>
<ul>${lines}</ul>${other}
</div>`
}

const wordsOf = ({ text, isAtField = false }: ErrorLine): string => (isAtField ? beginningOf(text) : text)

const sentences = new Intl.Segmenter('und', { granularity: 'sentence' })

/** The first sentence, as people split a text. */
function beginningOf(text: string): string {
  for (const { segment } of sentences.segment(text)) return segment.trim()
  return text
}
