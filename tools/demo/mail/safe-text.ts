// A mail's text as page markup: escaped, with its http links clickable in a new tab.
import { html } from 'hono/html'

// Closing punctuation after a link belongs to the sentence.
const LINK = /https?:\/\/[^\s<>"']*[^\s<>"'.,;:!?)\]]/g

/** The parts of a text: links, and the text between them. */
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

/** With its own line breaks; markup in it is shown as text. */
export function linkedText(text: string) {
  return html`<div class="mail-text">${piecesOf(text).map((piece) => (piece.href ? html`<a href="${piece.href}" target="_blank" rel="noopener noreferrer">${piece.text}</a>` : piece.text))}</div>`
}
