// What a person looks for on another screen, to show that both are theirs: a number, or the code of a device.
import { html } from 'hono/html'
import { joinTokens } from '../markup.ts'
import type { Html } from '../markup.ts'

export interface MatchNumberProps {
  label: string
  number: string
  /** A code of letters, which needs more room. */
  isCode?: boolean | undefined
}

/** Large, since it is read from one screen and looked for on another. */
export function matchNumber({ label, number, isCode = false }: MatchNumberProps): Html {
  return html`<p class="match-number"><span class="match-number-label">${label}</span> <bdi class="${joinTokens('match-number-figures', isCode && 'match-number-figures--code')}" dir="ltr">${number}</bdi></p>`
}
