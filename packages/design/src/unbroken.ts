// Words with a short head stay on one line: browsers break after every hyphen, and "e-" at the end of a line is no
// word. A hyphen that does not break (U+2011) would be another sign to whoever searches, copies or listens.
import { raw } from 'hono/html'
import type { Html } from './markup.ts'

// Within text: the next bracket opens a tag. Not where a tag would be shown as it is written.
const SHORT_HEADED =
  /\b(?<![@.&;-])[A-Za-z]{1,2}-[A-Za-z]{2,24}\b(?![@-])(?=[^<>]*<(?!\/(?:option|textarea|script|style)\b))/g

const inText = (markup: string): string => markup.replaceAll(SHORT_HEADED, '<span class="nowrap">$&</span>')

/** "e-mailadres" and "HR-afdeling" in all of a page's text. */
export const unbroken = (page: Html): Html =>
  page instanceof Promise ? page.then((text) => raw(inText(String(text)))) : raw(inText(String(page)))
