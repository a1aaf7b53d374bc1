// Things of one kind under each other: payslips, sessions, methods, companies.
import { html } from 'hono/html'
import { attributes, joinTokens } from '../markup.ts'
import type { Content, Html } from '../markup.ts'
import { icon } from './icon.ts'
import type { IconName } from './icon.ts'

export interface ListRow {
  title: string
  /** Makes the whole row a link. */
  href?: string | undefined
  /** What another origin learns of where the link was: nothing, unless this says so. */
  referrerpolicy?: 'origin' | undefined
  detail?: Content | undefined
  value?: string | undefined
  valueDetail?: string | undefined
  icon?: IconName | undefined
  badge?: Html | undefined
  /** Buttons of a row that is no link. */
  actions?: Content | undefined
}

function row({ title, href, detail, value, valueDetail, icon: name, badge, actions, referrerpolicy }: ListRow): Html {
  const naming = html`<span class="row-words"><span class="row-title">${title}${badge && html` ${badge}`}</span>${detail !== undefined && html`<span class="row-detail">${detail}</span>`}</span>`
  const figures =
    value !== undefined &&
    html`<span class="row-value">${value}${valueDetail !== undefined && html`<span class="row-detail">${valueDetail}</span>`}</span>`
  const inside = html`${name && html`<span class="row-icon">${icon(name)}</span>`}${naming}${figures}`
  return href === undefined
    ? html`<li class="${joinTokens('row-item', actions !== undefined && 'row-item--acts')}">${inside}${actions !== undefined && html`<span class="row-actions">${actions}</span>`}</li>`
    : html`<li><a${attributes({ class: joinTokens('row-item', value !== undefined && 'row-item--valued'), href, referrerpolicy })}>${inside}${icon('chevron')}</a></li>`
}

/** One sheet, one row a thing. */
export function listRows(rows: readonly ListRow[]): Html {
  return html`<ul class="rows">${rows.map(row)}</ul>`
}
