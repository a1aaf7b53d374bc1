// A word on a state, with an icon, so that colour alone never shows it.
import { html } from 'hono/html'
import type { Html } from '../markup.ts'
import { icon } from './icon.ts'
import type { IconName } from './icon.ts'

export type BadgeKind = 'neutral' | 'good' | 'warning' | 'danger'

export interface BadgeProps {
  kind?: BadgeKind | undefined
  text: string
  icon?: IconName | undefined
}

const icons: Record<BadgeKind, IconName | undefined> = {
  neutral: undefined,
  good: 'check',
  warning: 'clock',
  danger: 'danger',
}

/** State of one thing in a list. */
export function badge({ kind = 'neutral', text, icon: name = icons[kind] }: BadgeProps): Html {
  return html`<span class="badge badge--${kind}">${name && icon(name)}<span>${text}</span></span>`
}

export type Phase = 'announce' | 'prompt' | 'required'

const phases: Record<Phase, IconName> = { announce: 'megaphone', prompt: 'bell', required: 'gate' }

/** The phase of a roll-out. */
export function phaseBadge({ phase, text }: { phase: Phase; text: string }): Html {
  return html`<span class="badge badge--${phase}">${icon(phases[phase])}<span>${text}</span></span>`
}
