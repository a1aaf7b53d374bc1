// Buttons, and links that look like them. Green ('go') is for going on and for nothing else.
import { html } from 'hono/html'
import { attributes, joinTokens } from '../markup.ts'
import type { Content, Html } from '../markup.ts'
import { icon } from './icon.ts'
import type { IconName } from './icon.ts'

export type ButtonKind = 'go' | 'quiet' | 'danger' | 'link'

interface Looks {
  text: string
  kind?: ButtonKind | undefined
  icon?: IconName | undefined
  wide?: boolean | undefined
}

export interface ButtonProps extends Looks {
  type?: 'submit' | 'button' | undefined
  id?: string | undefined
  name?: string | undefined
  value?: string | undefined
  form?: string | undefined
  formaction?: string | undefined
  /** Id of the text that explains what will happen. */
  describedby?: string | undefined
  /** What follows the text for screen readers alone: which row's "Remove" this is. */
  about?: string | undefined
}

export interface LinkButtonProps extends Looks {
  href: string
  download?: boolean | string | undefined
  /** For a link that tells the page that it leads to from which site it comes. */
  referrerpolicy?: 'origin' | undefined
}

const looks = ({ kind = 'go', wide }: Looks) =>
  joinTokens('button', kind !== 'go' && `button--${kind}`, wide && 'button--wide')

const face = (text: string, name: IconName | undefined) => html`${name && icon(name)}<span>${text}</span>`

/** A button that sends its form, unless `type` says otherwise. */
export function button(props: ButtonProps): Html {
  const { type = 'submit', id, name, value, form, formaction, describedby, about } = props
  const set = { class: looks(props), type, id, name, value, form, formaction, 'aria-describedby': describedby }
  return html`<button${attributes(set)}>${face(props.text, props.icon)}${about && html` <span class="visually-hidden">${about}</span>`}</button>`
}

/** A link with the weight of a button. */
export function linkButton(props: LinkButtonProps): Html {
  const { href, download, referrerpolicy } = props
  return html`<a${attributes({ class: looks(props), href, download, referrerpolicy })}>${face(props.text, props.icon)}</a>`
}

/** Buttons of one decision, side by side; on a phone one under the other. */
export function actions(buttons: Content): Html {
  return html`<div class="actions">${buttons}</div>`
}
