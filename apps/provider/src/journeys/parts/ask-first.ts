// A form for what cannot be taken back: asked once more, and never green.
import { askFirst as ask, button, type Html } from '@sluis/design'
import { form } from '../flow/forms.ts'

type Question = {
  /** On the button that asks, and on the one that does it. */
  text: string
  go: string
  question: string
  /** Which of several it is, for screen readers. */
  about?: string
  /** What the form sends. */
  field?: { name: string; value: string }
}

/** Posts to `action`. */
export const askFirst = (action: string, csrf: string, { text, go, question, about, field }: Question): Html =>
  ask({ text, about, question, form: form(action, csrf, button({ text: go, kind: 'danger', about, ...field })) })
