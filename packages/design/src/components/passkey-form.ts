// The form that hands in what a device says of a passkey. Without script, or where the browser cannot, it is not there.
import { html } from 'hono/html'
import { attributes } from '../markup.ts'
import type { Content, Html } from '../markup.ts'

/**
 * Why it failed, in words: the person declined · took too long · has one on this device already · this device or page
 * cannot · anything else.
 */
export type PasskeyErrors = Record<'cancelled' | 'late' | 'known' | 'unfit' | 'failed', string>

export interface PasskeyFormProps {
  /** Prove one, or make one. */
  does: 'get' | 'create'
  action: string
  /** Where the module posts for the options, which are JSON. */
  options: string
  csrf: string
  errors: PasskeyErrors
  /** The buttons; what is more to fill in goes before them. */
  content: Content
  /** The address field of the page lists passkeys too. */
  autofill?: boolean | undefined
  /** Name of the cookie that says that this device can make passkeys. */
  capableCookie?: string | undefined
}

/** Needs the module `passkey`. */
export function passkeyForm({
  does,
  action,
  options,
  csrf,
  errors,
  content,
  autofill,
  capableCookie,
}: PasskeyFormProps): Html {
  const set = {
    class: 'stack passkey',
    method: 'post',
    action,
    'data-passkey': does,
    'data-options': options,
    'data-errors': JSON.stringify(errors),
    'data-autofill': autofill === true ? 'yes' : undefined,
    'data-capable': capableCookie,
    novalidate: true,
    hidden: true,
  }
  return html`<form${attributes(set)}><input type="hidden" name="csrf" value="${csrf}"><input type="hidden" name="answer" value="">
${content}
<p class="passkey-error" role="alert"></p>
</form>`
}

/** Shown until the module has found that passkeys work here. */
export const withoutPasskey = (content: Content): Html => html`<div class="stack" data-without-passkey>${content}</div>`
