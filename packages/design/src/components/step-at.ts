// Where a person stands in a journey: the words tell it, the row of chambers shows it.
import { html } from 'hono/html'
import { words } from '../markup.ts'
import type { Html } from '../markup.ts'

export interface StepAtProps {
  /** "Step 2 of 4". */
  text: string
  current: number
  total: number
}

/** Stands above the heading. */
export function stepAt({ text, current, total }: StepAtProps): Html {
  const chambers = Array.from({ length: total }, (_, index) => {
    const step = index + 1
    return html`<i class="${words('chamber', step < current && 'is-done', step === current && 'is-here')}"></i>`
  })
  return html`<div class="step-at"><p class="step-at-text">${text}</p><div class="step-at-track" aria-hidden="true">${chambers}</div></div>`
}
