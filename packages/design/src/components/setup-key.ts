// The green code: the setup key in groups that can be read, typed or copied.
import { html } from 'hono/html'
import type { Content, Html } from '../markup.ts'
import { icon } from './icon.ts'

export interface SetupKeyProps {
  id?: string | undefined
  /** "Setup key": always shown, since apps call it by many names. */
  label: string
  hint?: Content | undefined
  /** Base32, with or without spaces. */
  code: string
  /** Words of the copy button, and the status when it worked. */
  copy: string
  copied: string
}

/** The copy button is hidden until the module `copy` runs; it copies without spaces. */
export function setupKey({ id = 'setup-key', label, hint, code, copy, copied }: SetupKeyProps): Html {
  const whole = code.replace(/\s+/g, '')
  const groups = whole.match(/.{1,4}/gsu) ?? []
  // The gaps are margins, not spaces: a selection by hand, too, then copies a key that every app accepts.
  return html`<div class="setup-key">
<div class="setup-key-head"><p class="setup-key-label">${label}</p><span class="copy-status" role="status"></span>
<button class="button button--quiet" type="button" hidden data-copy="${whole}" data-copied="${copied}">${icon('copy')}<span>${copy}</span></button></div>
<p class="setup-key-value" id="${id}"><bdi dir="ltr">${groups.map((group) => html`<span>${group}</span><wbr>`)}</bdi></p>
${hint !== undefined && html`<p class="field-hint">${hint}</p>`}
</div>`
}
