// Goes through pages as they come, whatever their addresses: follows what leads on, and fills in forms by their fields.

import { type Answer, type Form, formsOf, headingOf, type Visitor } from './client.ts'
import { pauseOf } from './lanes.ts'

/** What somebody fills in, by the name of the field; told what the page says. */
export type Fillings = Record<string, (page: Answer) => string>

/**
 * `pause`: what a person takes to fill in a page. `mayCorrect`: whether a field that was refused is filled in once
 * more. `onWait`: told how long a page that goes on by itself has it wait.
 */
export type Manner = { pause?: () => Promise<void>; mayCorrect?: boolean; onWait?: (ms: number) => void }

// Some are looks at a waiting room.
const MOST_PAGES = 200

/**
 * Up to the address of another origin (the application's), or a page that asks for nothing in `fillings`. Throws where
 * a page refuses.
 */
export async function drive(
  visitor: Visitor,
  first: Answer,
  fillings: Fillings,
  { pause, mayCorrect = false, onWait }: Manner = {},
): Promise<Answer> {
  let here = first
  let hasTyped = false
  for (let pages = 0; pages < MOST_PAGES; pages++) {
    if (here.next !== null) {
      if (here.next.origin !== here.url.origin) return here
      if (here.waitsMs > 0) {
        onWait?.(here.waitsMs)
        await pauseOf(here.waitsMs)
      }
      here = await visitor.ask(here.next)
      continue
    }
    if (here.status >= 400 && !(mayCorrect && here.status === 422)) throw new Refused(here, hasTyped)
    const asked = asks(here, fillings)
    const button = asked === null ? buttonOf(here) : null
    if (asked === null && button === null) return here
    await pause?.()
    hasTyped = true
    here = asked === null ? await visitor.ask(button!) : await visitor.submit(asked.form, asked.fields)
  }
  throw new Error(`no end after ${MOST_PAGES} pages, at ${here.url.pathname}: ${headingOf(here)}`)
}

export class Refused extends Error {
  readonly answer: Answer
  /** Whether a form was filled in before. */
  readonly hadTyped: boolean

  constructor(answer: Answer, hadTyped: boolean) {
    super(`${answer.status} at ${answer.url.pathname}: ${headingOf(answer) || answer.body.slice(0, 200)}`)
    this.answer = answer
    this.hadTyped = hadTyped
  }
}

/** The form with a field that is to be filled in; else the one that asks nothing but to go on (access). */
function asks(page: Answer, fillings: Fillings): { form: Form; fields: Record<string, string> } | null {
  const forms = formsOf(page)
  for (const form of forms) {
    const names = form.names.filter((name) => name in fillings && !(name in form.hidden))
    if (names.length > 0)
      return { form, fields: Object.fromEntries(names.map((name) => [name, fillings[name]!(page)])) }
  }
  const bare = forms.find(
    ({ action, names, hidden }) =>
      action.pathname === page.url.pathname && names.length > 0 && names.every((name) => name in hidden),
  )
  return bare ? { form: bare, fields: {} } : null
}

/** Where the green button of a page without a form leads on to. */
function buttonOf({ body, url }: Answer): URL | null {
  const href = /<a class="button[^>]*? href="([^"]+)"/u.exec(body)?.[1]
  return href === undefined ? null : new URL(href.replaceAll('&amp;', '&'), url)
}
