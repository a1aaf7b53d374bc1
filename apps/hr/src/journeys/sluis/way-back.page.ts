// The pages for whoever comes back from Sluis without being signed in by it: what happened, and the way on.
import { html } from 'hono/html'
import { button, linkButton, type Html } from '@sluis/design'
import { csrfField, hidden, type Frames } from '#page/frames.ts'
import { plainPage } from '#page/plain-page.ts'
import type { TextKey } from '#page/texts.ts'
import type { PageRequest } from '#journeys/visit.ts'

export type WayBackProblem =
  | 'unknown'
  | 'spent'
  | 'expired'
  | 'other-browser'
  | 'unmet'
  | 'login-required'
  | 'code-expired'
  | 'broken'
  | 'too-weak'
  | 'too-old'
  | 'nobody-here'
  | 'linked-elsewhere'

const SENTENCES: Record<WayBackProblem, { title: TextKey; text: TextKey; status: 400 | 403 | 409 }> = {
  unknown: { title: 'back.stale.title', text: 'back.stale.text', status: 400 },
  spent: { title: 'back.stale.title', text: 'back.stale.text', status: 400 },
  expired: { title: 'back.expired.title', text: 'back.expired.text', status: 400 },
  'code-expired': { title: 'back.expired.title', text: 'back.expired.text', status: 400 },
  'other-browser': { title: 'back.other-browser.title', text: 'back.other-browser.text', status: 400 },
  unmet: { title: 'back.unmet.title', text: 'back.unmet.text', status: 403 },
  'too-weak': { title: 'back.unmet.title', text: 'back.unmet.text', status: 403 },
  'too-old': { title: 'back.too-old.title', text: 'back.too-old.text', status: 403 },
  'login-required': { title: 'back.login-required.title', text: 'back.login-required.text', status: 403 },
  broken: { title: 'back.broken.title', text: 'back.broken.text', status: 400 },
  'nobody-here': { title: 'back.nobody-here.title', text: 'back.nobody-here.text', status: 403 },
  'linked-elsewhere': { title: 'back.linked-elsewhere.title', text: 'back.linked-elsewhere.text', status: 409 },
}

/** `again`: where a new try leads afterwards. */
export function wayBackProblem(
  frames: Frames,
  c: PageRequest,
  problem: WayBackProblem,
  again = '/',
): Response | Promise<Response> {
  const say = c.get('say')
  const { title, text, status } = SENTENCES[problem]
  const wayOn = html`<form method="post" action="/sluis">${csrfField(c)}${hidden('to', again)}${button({ text: say('log-in.sluis-button') })}</form>${linkButton({ text: say('page.to-start'), href: '/', kind: 'quiet' })}`
  return c.html(
    plainPage(frames, c, { title: say(title), text: say(text), wayOn, reference: c.get('reference') }),
    status,
  )
}

/** Signed in here as one, back from Sluis as another: nothing was changed. */
export function otherPersonPage(frames: Frames, c: PageRequest, names: { here: string; there: string }): Html {
  const say = c.get('say')
  const logOut = html`<form method="post" action="/log-out">${csrfField(c)}${button({ text: say('nav.log-out'), kind: 'quiet' })}</form>`
  const wayOn = html`${linkButton({ text: say('back.other-person.stay', { name: names.here }), href: '/' })}${logOut}`
  return plainPage(frames, c, {
    title: say('back.other-person.title'),
    text: [say('back.other-person.text', names), say('back.other-person.what')],
    wayOn,
  })
}
