// The pop-up that may be put off, and the wall that may not. Without script the pop-up is a section of the page.
import { html } from 'hono/html'
import { attributes } from '../markup.ts'
import type { Content, Html } from '../markup.ts'
import { icon } from './icon.ts'
import type { IconName } from './icon.ts'
import { logo } from './logo.ts'
import type { Brand } from './logo.ts'

export interface PopupProps {
  id: string
  title: string
  content: Content
  /** Whose word this is. */
  brand?: Brand | undefined
  /** Buttons or forms with buttons; `laterButton` among them is what Esc presses. */
  actions: Content
  /** Links to more, after the buttons: the page beneath cannot be reached. */
  foot?: Content | undefined
}

/** `open` makes it show without script; the module `popup` turns it into a modal one. */
export function popup({ id, title, content, brand, actions, foot }: PopupProps): Html {
  return html`<dialog class="popup" id="${id}" open aria-labelledby="${id}-title" aria-describedby="${id}-text" data-popup>
${brand && html`<div class="popup-logo">${logo(brand)}</div>`}
<h2 class="popup-title" id="${id}-title">${title}</h2>
<div class="popup-text" id="${id}-text">${content}</div>
<div class="actions actions--even">${actions}</div>
${foot !== undefined && html`<div class="popup-foot">${foot}</div>`}
</dialog>`
}

export interface LaterButtonProps {
  text: string
  name?: string | undefined
  value?: string | undefined
  formaction?: string | undefined
  /** Makes it a link in place of a button that sends a form. */
  href?: string | undefined
}

/** Puts the pop-up off; as wide as its neighbour, since both answers are honest ones. */
export function laterButton({ text, name, value, formaction, href }: LaterButtonProps): Html {
  const shared = { class: 'button button--quiet', 'data-later': true }
  return href === undefined
    ? html`<button${attributes({ ...shared, type: 'submit', name, value, formaction })}><span>${text}</span></button>`
    : html`<a${attributes({ ...shared, href })}><span>${text}</span></a>`
}

export interface WallProps {
  title: string
  content: Content
  actions: Content
  icon?: IconName | undefined
}

/** The page after the date: what is required, why, and the next step. It holds the page's h1. */
export function wall({ title, content, actions, icon: name = 'gate' }: WallProps): Html {
  return html`<section class="wall"><div class="wall-sign">${icon(name)}</div><h1>${title}</h1><div class="wall-text">${content}</div><div class="actions">${actions}</div></section>`
}
