// A question with one answer: label, hint, error and the input, tied together for screen readers.
import { html } from 'hono/html'
import { attributes, joinTokens } from '../markup.ts'
import type { Content, Html } from '../markup.ts'
import { icon } from './icon.ts'

export interface Question {
  id: string
  /** Defaults to the id. */
  name?: string | undefined
  label: string
  hint?: Content | undefined
  error?: string | undefined
  /** Id of a further text that describes the field. */
  describedby?: string | undefined
}

export interface FieldProps extends Question {
  type?:
    'text' | 'email' | 'tel' | 'url' | 'number' | 'date' | 'time' | 'datetime-local' | 'search' | 'file' | undefined
  value?: string | number | undefined
  autocomplete?: string | undefined
  inputmode?: 'text' | 'numeric' | 'decimal' | 'tel' | 'email' | 'search' | 'url' | undefined
  enterkeyhint?: 'next' | 'go' | 'done' | 'search' | 'send' | undefined
  autocapitalize?: 'none' | 'off' | 'words' | 'sentences' | undefined
  spellcheck?: 'true' | 'false' | undefined
  placeholder?: string | undefined
  required?: boolean | undefined
  readonly?: boolean | undefined
  autofocus?: boolean | undefined
  min?: string | number | undefined
  max?: string | number | undefined
  step?: string | number | undefined
  accept?: string | undefined
  width?: 'full' | 'medium' | 'short' | undefined
}

/** Attributes that every input of a question has. */
export function inputAttributes({ id, name, hint, error, describedby }: Question) {
  return {
    id,
    name: name ?? id,
    'aria-describedby': joinTokens(
      describedby,
      hint !== undefined && `${id}-hint`,
      error !== undefined && `${id}-error`,
    ),
    'aria-invalid': error === undefined ? undefined : 'true',
  }
}

/** The line under a label that says what went wrong. */
export function fieldError(id: string, error: string | undefined): Html | undefined {
  return error === undefined
    ? undefined
    : html`<p class="field-error" id="${id}-error">${icon('danger')}<span>${error}</span></p>`
}

/** Wraps an input in its label, hint and error. `kind` names the variant: `field--…`. */
export function question(props: Question, input: Html, kind?: string): Html {
  const { id, label, hint, error } = props
  return html`<div class="${joinTokens('field', kind && `field--${kind}`, error !== undefined && 'has-error')}">
<label class="field-label" for="${id}">${label}</label>
${hint !== undefined && html`<p class="field-hint" id="${id}-hint">${hint}</p>`}
${fieldError(id, error)}
${input}
</div>`
}

/** One line of text: e-mail, name, phone number, date, amount. */
export function field(props: FieldProps): Html {
  const {
    id: _id,
    name: _name,
    label: _label,
    hint: _hint,
    error: _error,
    describedby: _describedby,
    width,
    type = 'text',
    ...rest
  } = props
  const set = { class: 'input', type, ...inputAttributes(props), ...rest }
  return question(props, html`<input${attributes(set)}>`, width === 'full' ? undefined : width)
}

export interface SelectFieldProps extends Question {
  autocomplete?: string | undefined
  options: readonly { value: string; text: string; selected?: boolean | undefined }[]
}

/** One of a list that is too long for radios. */
export function selectField(props: SelectFieldProps): Html {
  const options = props.options.map(
    ({ value, text, selected }) => html`<option${attributes({ value, selected })}>${text}</option>`,
  )
  return question(
    props,
    html`<select${attributes({ class: 'input', ...inputAttributes(props), autocomplete: props.autocomplete })}>${options}</select>`,
  )
}

export interface TextFieldProps extends Question {
  value?: string | undefined
  rows?: number | undefined
}

/** Several lines of text. */
export function textField(props: TextFieldProps): Html {
  const { value = '', rows = 4 } = props
  return question(
    props,
    html`<textarea${attributes({ class: 'input', rows, ...inputAttributes(props) })}>${value}</textarea>`,
  )
}
