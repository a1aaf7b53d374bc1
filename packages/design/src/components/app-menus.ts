// The menus of an app page: the main one, folded on small screens, and the account menu at the top right.
import { html } from 'hono/html'
import { attributes } from '../markup.ts'
import type { Html } from '../markup.ts'
import { icon } from './icon.ts'
import type { IconName } from './icon.ts'

export interface NavItem {
  text: string
  href: string
  icon?: IconName | undefined
  current?: boolean | undefined
}

export interface AppNav {
  /** Names the landmark. */
  label: string
  /** Word on the button that unfolds it on small screens. */
  menuLabel: string
  placement?: 'top' | 'side' | undefined
  items: readonly NavItem[]
  /** Last in the menu, apart: "Switch company". */
  foot?: readonly NavItem[] | undefined
}

const item = ({ text, href, icon: name, current }: NavItem) =>
  html`<li><a${attributes({ href, 'aria-current': current ? 'page' : undefined })}>${name && icon(name)}<span>${text}</span></a></li>`

/** The same links in three shapes; the stylesheet shows the one that fits, and hides the others from everybody. */
export function appMenu({ label, menuLabel, items, foot = [] }: AppNav, shape: 'folded' | 'top' | 'side'): Html {
  const lists = html`<ul>${items.map(item)}</ul>${foot.length > 0 && html`<ul class="nav-foot">${foot.map(item)}</ul>`}`
  const nav = html`<nav class="app-nav app-nav--${shape}" aria-label="${label}">${lists}</nav>`
  if (shape !== 'folded') return nav
  return html`<details class="menu menu--main" data-menu><summary>${icon('menu')}<span>${menuLabel}</span></summary>${nav}</details>`
}

export type AccountMenuItem =
  | { text: string; href: string; icon?: IconName | undefined; current?: boolean | undefined }
  /** A form that posts, with its hidden fields. */
  | { text: string; action: string; icon?: IconName | undefined; fields?: Readonly<Record<string, string>> | undefined }

export interface AccountMenu {
  /** What the button is, for people who do not see its place: "Your account". */
  label: string
  name: string
  /** Company or e-mail address. */
  detail?: string | undefined
  initials: string
  items: readonly AccountMenuItem[]
}

function accountItem(entry: AccountMenuItem): Html {
  if ('href' in entry) return item(entry)
  const hidden = Object.entries(entry.fields ?? {}).map(
    ([name, value]) => html`<input${attributes({ type: 'hidden', name, value })}>`,
  )
  return html`<li><form method="post" action="${entry.action}">${hidden}<button type="submit">${entry.icon && icon(entry.icon)}<span>${entry.text}</span></button></form></li>`
}

/** A disclosure, not an ARIA menu: its entries are plain links and buttons. */
export function accountMenu({ label, name, detail, initials, items }: AccountMenu): Html {
  return html`<details class="menu menu--account" data-menu><summary><span class="avatar" aria-hidden="true">${initials}</span><span class="visually-hidden">${label}: </span><span class="account-name">${name}</span></summary>
<div class="menu-sheet"><p class="menu-who"><strong>${name}</strong>${detail !== undefined && html`<span>${detail}</span>`}</p><ul>${items.map(accountItem)}</ul></div></details>`
}
