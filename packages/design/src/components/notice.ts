// Boxes that tell something apart from the text, and the slim banner under the header.
import { html } from 'hono/html'
import { attributes } from '../markup.ts'
import type { Content, Html } from '../markup.ts'
import { icon } from './icon.ts'
import type { IconName } from './icon.ts'

export type NoticeKind = 'info' | 'success' | 'warning' | 'danger'

const icons: Record<NoticeKind, IconName> = { info: 'info', success: 'check', warning: 'warning', danger: 'danger' }

export interface NoticeProps {
  kind: NoticeKind
  /** The kind as a word, for those who do not see the icon. */
  kindText: string
  title?: string | undefined
  content?: Content | undefined
  id?: string | undefined
  /** Only for what appears in answer to an action. */
  live?: 'status' | 'alert' | undefined
}

/** Colour, icon and word say the same. */
export function notice({ kind, kindText, title, content, id, live }: NoticeProps): Html {
  return html`<div${attributes({ class: `notice notice--${kind}`, id, role: live })}>${icon(icons[kind])}<div class="notice-body"><span class="visually-hidden">${kindText}: </span>${title !== undefined && html`<p class="notice-title">${title}</p>`}${content !== undefined && html`<div>${content}</div>`}</div></div>`
}

export interface BannerProps {
  /** Names the region. */
  label: string
  text: Content
  /** Links or link buttons. */
  actions?: Content | undefined
}

/** One line that does not disturb the work. */
export function banner({ label, text, actions }: BannerProps): Html {
  return html`<section class="banner" aria-label="${label}"><div class="banner-in">${icon('bell')}<p>${text}</p>${actions !== undefined && html`<div class="banner-actions">${actions}</div>`}</div></section>`
}
