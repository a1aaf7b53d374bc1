// A question whose answer opens beneath it. The plus turns; a link to its id leads there.
import { html } from 'hono/html'
import { attributes } from '../markup.ts'
import type { Content, Html } from '../markup.ts'

export interface DisclosureProps {
  summary: string
  content: Content
  id?: string | undefined
  open?: boolean | undefined
  /** Disclosures of one name close each other. */
  name?: string | undefined
}

/** The browser's own `<details>`: keyboard and screen reader know it. */
export function disclosure({ summary, content, id, open, name }: DisclosureProps): Html {
  // The id is inside, since a browser opens what its target is in, and not the target itself.
  return html`<details${attributes({ class: 'disclosure', open, name })}><summary><span>${summary}</span></summary><div${attributes({ class: 'disclosure-body', id })}>${content}</div></details>`
}
