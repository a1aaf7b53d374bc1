// Figures at a glance: the next payday, the leave that is left, the share that is ready.
import { html } from 'hono/html'
import { attributes } from '../markup.ts'
import type { Html } from '../markup.ts'
import { icon } from './icon.ts'
import type { IconName } from './icon.ts'

export interface StatTileProps {
  label: string
  value: string
  detail?: string | undefined
  icon?: IconName | undefined
  /** Makes the whole tile a link to more. */
  href?: string | undefined
}

/** One figure. The label comes first, so that it is read first. */
export function statTile({ label, value, detail, icon: name, href }: StatTileProps): Html {
  const inside = html`<span class="tile-label">${name && icon(name)}<span>${label}</span></span><span class="tile-value">${value}</span>${detail !== undefined && html`<span class="tile-detail">${detail}</span>`}`
  return href === undefined
    ? html`<div class="tile">${inside}</div>`
    : html`<a class="tile" href="${href}">${inside}</a>`
}

/** Tiles beside each other, as many as fit. */
export function tiles(list: readonly StatTileProps[]): Html {
  return html`<div class="tiles">${list.map(statTile)}</div>`
}

export interface MeterProps {
  id: string
  label: string
  value: number
  max: number
  /** "43 of 60 are ready": the figure in words. */
  text: string
}

/** How much of a whole. */
export function meter({ id, label, value, max, text }: MeterProps): Html {
  return html`<div class="meter"><p class="meter-line"><label for="${id}">${label}</label><span>${text}</span></p><progress${attributes({ id, value, max })}>${text}</progress></div>`
}
