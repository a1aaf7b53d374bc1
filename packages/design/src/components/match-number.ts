// The number that a person looks for on their phone, to show that both screens are theirs.
import { html } from 'hono/html'
import type { Html } from '../markup.ts'

export interface MatchNumberProps {
  label: string
  number: string
}

/** Large, since it is read from one screen and looked for on another. */
export function matchNumber({ label, number }: MatchNumberProps): Html {
  return html`<p class="match-number"><span class="match-number-label">${label}</span> <bdi class="match-number-figures" dir="ltr">${number}</bdi></p>`
}
