// The pages for a return from Sluis that does not sign in: what happened, and the next step.
import { html } from 'hono/html'
import { button, linkButton, type Html } from '@sluis/design'
import { csrfField, hidden, type Frames } from '#page/frames.ts'
import { plainPage } from '#page/plain-page.ts'
import type { MessageKey } from '#page/messages.ts'
import type { PageRequest } from '#journeys/request-context.ts'

export type CallbackError =
  | 'unknown'
  | 'consumed'
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

const MESSAGES: Record<CallbackError, { title: MessageKey; text: MessageKey; status: 400 | 403 | 409 }> = {
  unknown: { title: 'back.stale.title', text: 'back.stale.text', status: 400 },
  consumed: { title: 'back.stale.title', text: 'back.stale.text', status: 400 },
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

/** `returnTo`: where a new try leads afterwards. */
export function callbackErrorPage(
  frames: Frames,
  c: PageRequest,
  problem: CallbackError,
  returnTo = '/',
): Response | Promise<Response> {
  const t = c.get('t')
  const { title, text, status } = MESSAGES[problem]
  const nextStep = html`<form method="post" action="/sluis">${csrfField(c)}${hidden('to', returnTo)}${button({ text: t('log-in.sluis-button') })}</form>${linkButton({ text: t('page.to-start'), href: '/', kind: 'quiet' })}`
  return c.html(
    plainPage(frames, c, { title: t(title), text: t(text), nextStep, reference: c.get('reference') }),
    status,
  )
}

/** Signed in here as one, back from Sluis as another: nothing was changed. */
export function otherPersonPage(frames: Frames, c: PageRequest, names: { here: string; there: string }): Html {
  const t = c.get('t')
  const logOut = html`<form method="post" action="/log-out">${csrfField(c)}${button({ text: t('nav.log-out'), kind: 'quiet' })}</form>`
  const nextStep = html`${linkButton({ text: t('back.other-person.stay', { name: names.here }), href: '/' })}${logOut}`
  return plainPage(frames, c, {
    title: t('back.other-person.title'),
    text: [t('back.other-person.text', names), t('back.other-person.what')],
    nextStep,
  })
}
