// A mail's text as page markup: escaped, with its http links made clickable in a tab of their own.
import { html } from 'hono/html'

// Closing punctuation behind a link belongs to the sentence.
const LINK = /https?:\/\/[^\s<>"']*[^\s<>"'.,;:!?)\]]/g

/** The pieces of a text: links, and what stands between them. */
export function piecesOf(text: string): { text: string; href?: string }[] {
  const pieces: { text: string; href?: string }[] = []
  let from = 0
  for (const found of text.matchAll(LINK)) {
    if (found.index > from) pieces.push({ text: text.slice(from, found.index) })
    pieces.push(URL.canParse(found[0]) ? { text: found[0], href: found[0] } : { text: found[0] })
    from = found.index + found[0].length
  }
  if (from < text.length) pieces.push({ text: text.slice(from) })
  return pieces
}

/** Shown with its own line breaks; nothing in it is markup. */
export function linkedText(text: string) {
  return html`<div class="mail-text">${piecesOf(text).map((piece) => (piece.href ? html`<a href="${piece.href}" target="_blank" rel="noopener noreferrer">${piece.text}</a>` : piece.text))}</div>`
}
