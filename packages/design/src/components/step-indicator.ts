// The current step of a journey, in words and as a row of chambers.
import { html } from 'hono/html'
import { joinTokens } from '../markup.ts'
import type { Html } from '../markup.ts'

export interface StepIndicatorProps {
  /** "Step 2 of 4". */
  text: string
  current: number
  total: number
}

/** Goes above the heading. */
export function stepIndicator({ text, current, total }: StepIndicatorProps): Html {
  const chambers = Array.from({ length: total }, (_, index) => {
    const step = index + 1
    return html`<i class="${joinTokens('chamber', step < current && 'is-done', step === current && 'is-here')}"></i>`
  })
  return html`<div class="step-indicator"><p class="step-indicator-text">${text}</p><div class="step-indicator-track" aria-hidden="true">${chambers}</div></div>`
}
