// Things to tick, one of several, and "another way": rows that are easy to hit.
import { html } from 'hono/html'
import { attributes, joinTokens } from '../markup.ts'
import type { Content, Html } from '../markup.ts'
import { inputAttributes, fieldError } from './field.ts'
import type { Question } from './field.ts'
import { icon } from './icon.ts'
import type { IconName } from './icon.ts'

export interface CheckboxProps extends Omit<Question, 'label'> {
  label: Content
  value?: string | undefined
  checked?: boolean | undefined
  required?: boolean | undefined
}

/** One thing to agree to or switch on. */
export function checkbox(props: CheckboxProps): Html {
  const { id, label, hint, error, value, checked, required } = props
  const set = { type: 'checkbox', ...inputAttributes({ ...props, label: '' }), value, checked, required }
  return html`<div class="${joinTokens('check', error !== undefined && 'has-error')}">
${fieldError(id, error)}
<div class="check-row"><input${attributes(set)}><label for="${id}">${label}</label></div>
${hint !== undefined && html`<p class="field-hint" id="${id}-hint">${hint}</p>`}
</div>`
}

export interface RadiosProps {
  name: string
  legend: Content
  hint?: Content | undefined
  error?: string | undefined
  options: readonly { value: string; text: string; hint?: Content | undefined; checked?: boolean | undefined }[]
}

/** One of a few. The first radio has the id `name`, so that an error summary can lead to it. */
export function radios({ name, legend, hint, error, options }: RadiosProps): Html {
  const describedby = joinTokens(hint !== undefined && `${name}-hint`, error !== undefined && `${name}-error`)
  const rows = options.map((option, index) => {
    const id = index === 0 ? name : `${name}-${index + 1}`
    const set = {
      type: 'radio',
      id,
      name,
      value: option.value,
      checked: option.checked,
      'aria-describedby': option.hint === undefined ? undefined : `${id}-more`,
    }
    return html`<div class="check"><div class="check-row"><input${attributes(set)}><label for="${id}">${option.text}</label></div>
${option.hint !== undefined && html`<p class="field-hint" id="${id}-more">${option.hint}</p>`}</div>`
  })
  return html`<fieldset${attributes({ class: joinTokens('choices', error !== undefined && 'has-error'), 'aria-describedby': describedby })}>
<legend class="field-label">${legend}</legend>
${hint !== undefined && html`<p class="field-hint" id="${name}-hint">${hint}</p>`}
${fieldError(name, error)}
${rows}
</fieldset>`
}

export interface ChoiceLink {
  text: string
  href: string
  hint?: Content | undefined
  icon?: IconName | undefined
}

/** Choices that each lead to a page of their own. */
export function choiceLinks(choices: readonly ChoiceLink[]): Html {
  const rows = choices.map(
    ({ text, href, hint, icon: name }) =>
      html`<li><a href="${href}">${name && icon(name)}<span class="choice-words"><span class="choice-text">${text}</span>${hint !== undefined && html`<span class="choice-hint">${hint}</span>`}</span>${icon('chevron')}</a></li>`,
  )
  return html`<ul class="choice-links">${rows}</ul>`
}
