// The password field. Showing what was typed is an enhancement: the toggle is made by the module `show-password`.
import { html } from 'hono/html'
import { attributes } from '../markup.ts'
import type { Html } from '../markup.ts'
import { inputAttributes, question } from './field.ts'
import type { Question } from './field.ts'

export interface PasswordFieldProps extends Question {
  autocomplete: 'current-password' | 'new-password'
  /** The words of the toggle. */
  show: string
  hide: string
  autofocus?: boolean | undefined
  required?: boolean | undefined
}

/** Never shows a value; paste and password managers work. */
export function passwordField(props: PasswordFieldProps): Html {
  const { autocomplete, show, hide, autofocus, required } = props
  const set = {
    class: 'input',
    type: 'password',
    ...inputAttributes(props),
    autocomplete,
    autocapitalize: 'off',
    spellcheck: 'false',
    enterkeyhint: 'go',
    autofocus,
    required,
    'data-show': show,
    'data-hide': hide,
  }
  return question(props, html`<span class="password-box"><input${attributes(set)}></span>`, 'password')
}
