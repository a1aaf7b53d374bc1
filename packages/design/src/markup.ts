// What every component is made of: the kinds of content it takes, and attributes that leave out what is not set.
import { raw } from 'hono/html'
import type { html } from 'hono/html'

/** Finished markup, as the `html` tag gives it. */
export type Html = ReturnType<typeof html>

/** What a caller may put into a page. Strings are escaped; only `Html` counts as markup. */
export type Content = Html | string | readonly (Html | string)[]

export interface Link {
  text: string
  href: string
}

type Value = string | number | boolean | null | undefined

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const escaped = (text: string) => text.replace(/[&<>"']/g, (sign) => entities[sign] ?? sign)

/** Attributes with a leading space each; `true` gives a bare name; `false`, `null`, `undefined` leave it out. */
export function attributes(values: Record<string, Value>) {
  let text = ''
  for (const [name, value] of Object.entries(values)) {
    if (value === true) text += ` ${name}`
    else if (value !== false && value !== null && value !== undefined) text += ` ${name}="${escaped(String(value))}"`
  }
  return raw(text)
}

/** Joins class names or ids, leaving out what is not set; undefined when nothing is left. */
export function joinTokens(...names: (string | false | null | undefined)[]): string | undefined {
  return names.filter(Boolean).join(' ') || undefined
}
