// What cannot be taken back is asked once more, where it stands: the form opens beneath the button that names it.
import { html } from 'hono/html'
import type { Content, Html } from '../markup.ts'

export interface AskFirstProps {
  /** On the button that asks. */
  text: string
  /** What follows it for screen readers alone: which row's "Remove" this is. */
  about?: string | undefined
  /** What will happen. */
  question: Content
  /** With a button of the kind `danger`. */
  form: Content
}

/** The browser's own `<details>`: pressing the button once more closes it, and nothing has happened. */
export const askFirst = ({ text, about, question, form }: AskFirstProps): Html =>
  html`<details class="ask"><summary class="button button--quiet"><span>${text}</span>${about !== undefined && html` <span class="visually-hidden">${about}</span>`}</summary><div class="ask-body"><p>${question}</p>${form}</div></details>`
