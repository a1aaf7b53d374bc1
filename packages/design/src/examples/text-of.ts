// For tests: the text of markup. A component never waits for anything, so its markup is at hand.
import type { Html } from '../markup.ts'

export function textOf(markup: Html): string {
  if (markup instanceof Promise) throw new Error('this markup is still being waited for')
  return markup.toString()
}
