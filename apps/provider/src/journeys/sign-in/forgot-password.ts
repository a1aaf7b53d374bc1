// "Forgot your password?": a link by mail. The same answer in the same time for known and unknown addresses.
import { emailKey } from '@sluis/server-kit/email'
import { actions, button, field, linkButton, type Html } from '@sluis/design'
import { Hono } from 'hono'
import type { Context } from 'hono'
import { html } from 'hono/html'
import { requestPasswordReset } from '#use-cases/recover-account/choose-password.ts'
import { resetCounters } from '#use-cases/sign-in/login-counters.ts'
import { padResponseTime } from '#platform/response-timing.ts'
import { form } from '../flow/forms.ts'
import { pageNotes } from '../flow/page-notes.ts'
import type { Env, Deps } from '../flow/sign-in-flow.ts'
import { browserOf } from './browser-of.ts'
import { browserLinkForm, callerOf } from './browser-pass.ts'
import { knownEmail, rememberEmail } from './enter-email.ts'
import { backLink, type From, originIn, resolveOrigin, withOrigin } from './reset-origin.ts'

const NOTES = pageNotes<ForgottenNote>()

/** What was done: a mail was sent, or none (for now). The same for known and unknown addresses. */
type ForgottenNote = { sentTo: string } | { until: Date } | { refusal: 'empty' | 'not-an-address'; typed: string }

export function forgotPassword(deps: Deps) {
  const { identity, renderer } = deps
  const routes = new Hono<Env>()
  routes.get('/', async (c) => {
    const from = await resolveOrigin(c, deps, originIn(c))
    const { t, next } = from.flow
    const note = NOTES.read(c, deps)
    if (note && 'sentTo' in note) return c.html(sentPage(c, from, note.sentTo))
    if (note && 'refusal' in note) {
      const text = t(note.refusal === 'empty' ? 'email.empty' : 'email.not-an-address')
      return c.html(page(c, from, note.typed, text), 422)
    }
    const email = knownEmail(c, deps.sealer, from.flow) ?? ''
    if (!note) return c.html(page(c, from, email, null))
    const error = t('forgotten.too-many', { time: t.dates.time(note.until) })
    return c.html(page(c, from, email, error, browserLinkForm(c, t, next, email)), 429)
  })
  routes.post('/', async (c) => {
    const beganAt = performance.now()
    const from = await resolveOrigin(c, deps, originIn(c))
    const { now } = from.flow
    const typed = c.get('form').text('username')
    const key = emailKey(typed)
    if (!key.ok) return NOTES.redirect(c, deps, withOrigin('/forgotten', from.origin), { refusal: key.refusal, typed })
    const counters = await resetCounters(identity, { email: key.value, ...callerOf(c, deps, key.value, now) })
    const until = await identity.attempts.consumeAll(counters, now)
    if (until === null)
      await requestPasswordReset(deps, key.value, from.application?.id ?? null, {
        origin: deps.addressOf(c),
        browser: browserOf(c),
        linkTo: (token) => withOrigin(`/forgotten/${token}`, from.origin),
        now,
      })
    rememberEmail(c, deps.sealer, key.value, now)
    await padResponseTime(beganAt)
    const note: ForgottenNote = until === null ? { sentTo: key.value } : { until }
    return NOTES.redirect(c, deps, withOrigin('/forgotten', from.origin), note)
  })
  return routes

  function page(c: Context<Env>, from: From, email: string, error: string | null, offer?: Html): Html {
    const { t } = from.flow
    const content = html`<h1>${t('forgotten.title')}</h1>
<p class="lead">${t('forgotten.lead')}</p>
${form(
  withOrigin('/forgotten', from.origin),
  c.get('csrfToken'),
  html`
${field({ id: 'username', label: t('email.label'), type: 'email', value: email, autocomplete: 'username', inputmode: 'email', autocapitalize: 'off', spellcheck: 'false', error: error ?? undefined, required: true, enterkeyhint: 'send' })}
${actions([button({ text: t('forgotten.send'), wide: true })])}`,
)}
${offer ?? ''}
<p class="small muted">${t('forgotten.step-stays')}</p>
${actions([backLink({ ...from, t }, 'link')])}`
    return renderer.step(c, t, {
      title: t('forgotten.title'),
      content,
      error: error === null ? undefined : { text: error, field: 'username' },
      progress: { total: 2, done: 0 },
      bodyId: 'forgotten',
      help: 'forgot-password',
    })
  }

  function sentPage(c: Context<Env>, from: From, email: string): Html {
    const { t } = from.flow
    const content = html`<h1>${t('forgotten.sent-title')}</h1>
<p class="lead">${t('forgotten.sent', { email })}</p>
<h2>${t('forgotten.missing')}</h2>
<div class="prose"><ul><li>${t('forgotten.missing-spam')}</li><li>${t('forgotten.missing-address')}</li><li>${t('forgotten.missing-mailbox')}</li></ul></div>
${actions([backLink({ ...from, t }, 'quiet'), linkButton({ text: t('forgotten.again'), href: withOrigin('/forgotten', from.origin), kind: 'link' })])}`
    return renderer.step(c, t, {
      title: t('forgotten.sent-title'),
      content,
      progress: { total: 2, done: 0 },
      bodyId: 'forgotten-sent',
      help: 'forgot-password',
    })
  }
}
