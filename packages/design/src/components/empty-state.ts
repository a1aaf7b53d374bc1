// Nothing here yet: why, and what to do about it.
import { html } from 'hono/html'
import type { Content, Html } from '../markup.ts'
import { icon } from './icon.ts'
import type { IconName } from './icon.ts'

export interface EmptyStateProps {
  title: string
  content?: Content | undefined
  action?: Content | undefined
  icon?: IconName | undefined
}

/** Shown in place of a list that is empty. */
export function emptyState({ title, content, action, icon: name }: EmptyStateProps): Html {
  return html`<div class="empty">${name && html`<span class="empty-icon">${icon(name)}</span>`}<p class="empty-title">${title}</p>${content !== undefined && html`<div class="muted">${content}</div>`}${action !== undefined && html`<div class="actions">${action}</div>`}</div>`
}
