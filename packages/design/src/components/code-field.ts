// The field for a one-time code: one box, large digits, nothing that hinders pasting or filling in.
import { html } from 'hono/html'
import { attributes } from '../markup.ts'
import type { Content, Html } from '../markup.ts'
import { inputAttributes, question } from './field.ts'
import type { Question } from './field.ts'

export interface CodeFieldProps extends Question {
  /** Digits of the code; sets the width of the box and what `code-entry` waits for. 6 by default. */
  length?: number | undefined
  /** Lets the module `code-entry` send the form after a paste or the device's own filling in. */
  autoSubmit?: boolean | undefined
  autofocus?: boolean | undefined
  /** For codes that are letters and digits, such as recovery codes. */
  kind?: 'digits' | 'letters' | undefined
  /** Only what came along with a link, for its reader to compare: a wrong code is not worth keeping. */
  value?: string | undefined
}

/** There is no maxlength, so that a pasted "123 456" stays whole. */
export function codeField(props: CodeFieldProps): Html {
  const { length = 6, autoSubmit = false, autofocus, kind = 'digits', value } = props
  const set = {
    class: 'input',
    type: 'text',
    ...inputAttributes({ ...props, name: props.name ?? 'code' }),
    inputmode: kind === 'digits' ? 'numeric' : undefined,
    autocomplete: kind === 'digits' ? 'one-time-code' : 'off',
    autocapitalize: kind === 'digits' ? 'off' : 'characters',
    autocorrect: 'off',
    spellcheck: 'false',
    enterkeyhint: 'go',
    dir: 'ltr',
    // Letters are wider than figures, and the box is as wide as it says.
    size: kind === 'digits' ? length : Math.ceil(length * 1.4),
    value,
    autofocus,
    'data-code-entry': autoSubmit ? length : undefined,
  }
  return question(props, html`<input${attributes(set)}>`, 'code')
}

/** The code and the button that sends it, side by side where there is room. */
export const codeRow = (field: Content, button: Content): Html => html`<div class="code-row">${field}${button}</div>`
