// "Forgot your password?": a link by mail. The same answer in the same time for known and unknown addresses.
import { emailKey } from '@sluis/server-kit/email'
import { actions, button, field, linkButton, type Html } from '@sluis/design'
import { Hono } from 'hono'
import type { Context } from 'hono'
import { html } from 'hono/html'
import { requestPasswordReset } from '#use-cases/recover-account/choose-password.ts'
import { resetCounters } from '#use-cases/sign-in/login-counters.ts'
import { padResponseTime } from '#platform/response-timing.ts'
import type { Translate } from '#locales/messages.ts'
import { form, withNext } from '../flow/forms.ts'
import { pageNotes } from '../flow/page-notes.ts'
import { type Env, type Deps, type FlowContext, resolveFlow } from '../flow/sign-in-flow.ts'
import { browserOf } from './browser-of.ts'
import { browserLinkForm, callerOf } from './browser-pass.ts'
import { knownEmail, rememberEmail } from './enter-email.ts'

const NOTES = pageNotes<ForgottenNote>()

/** What was done: a mail was sent, or none (for now). The same for known and unknown addresses. */
type ForgottenNote = { sentTo: string } | { until: Date } | { refusal: 'empty' | 'not-an-address'; typed: string }

const pathFor = ({ request, next }: Pick<FlowContext, 'request' | 'next'>): string =>
  request.application ? withNext('/forgotten', next) : '/forgotten'

export function forgotPassword(deps: Deps) {
  const { identity, renderer } = deps
  const routes = new Hono<Env>()
  routes.get('/', async (c) => {
    const flow = await flowOf(c)
    const { t, next } = flow
    const note = NOTES.read(c, deps)
    if (note && 'sentTo' in note) return c.html(sentPage(c, t, note.sentTo))
    if (note && 'refusal' in note) {
      const text = t(note.refusal === 'empty' ? 'email.empty' : 'email.not-an-address')
      return c.html(page(c, flow, note.typed, text), 422)
    }
    const email = knownEmail(c, deps.sealer, flow) ?? ''
    if (!note) return c.html(page(c, flow, email, null))
    const error = t('forgotten.too-many', { time: t.dates.time(note.until) })
    return c.html(page(c, flow, email, error, browserLinkForm(c, t, next, email)), 429)
  })
  routes.post('/', async (c) => {
    const beganAt = performance.now()
    const flow = await flowOf(c)
    const { now } = flow
    const typed = c.get('form').text('username')
    const key = emailKey(typed)
    if (!key.ok) return NOTES.redirect(c, deps, pathFor(flow), { refusal: key.refusal, typed })
    const counters = await resetCounters(identity, { email: key.value, ...callerOf(c, deps, key.value, now) })
    const until = await identity.attempts.consumeAll(counters, now)
    if (until === null)
      await requestPasswordReset(deps, key.value, flow.request.application?.id ?? null, {
        origin: deps.addressOf(c),
        browser: browserOf(c),
        now,
      })
    rememberEmail(c, deps.sealer, key.value, now)
    await padResponseTime(beganAt)
    const note: ForgottenNote = until === null ? { sentTo: key.value } : { until }
    return NOTES.redirect(c, deps, pathFor(flow), note)
  })
  return routes

  /** Of the sign-in that somebody came from; of none where that is over. */
  async function flowOf(c: Context<Env>): Promise<FlowContext> {
    const flow = (await resolveFlow(c, deps, c.req.query('next') ?? '/')) ?? (await resolveFlow(c, deps, '/'))
    return flow!
  }

  function page(
    c: Context<Env>,
    { t, request, next }: FlowContext,
    email: string,
    error: string | null,
    offer?: Html,
  ): Html {
    const content = html`<h1>${t('forgotten.title')}</h1>
<p class="lead">${t('forgotten.lead')}</p>
${form(
  pathFor({ request, next }),
  c.get('csrfToken'),
  html`
${field({ id: 'username', label: t('email.label'), type: 'email', value: email, autocomplete: 'username', inputmode: 'email', autocapitalize: 'off', spellcheck: 'false', error: error ?? undefined, required: true, enterkeyhint: 'send' })}
${actions([button({ text: t('forgotten.send'), wide: true })])}`,
)}
${offer ?? ''}
<p class="small muted">${t('forgotten.step-stays')}</p>
${actions([linkButton({ text: t('forgotten.back'), href: '/sign-in', kind: 'link' })])}`
    return renderer.step(c, t, {
      title: t('forgotten.title'),
      content,
      error: error === null ? undefined : { text: error, field: 'username' },
      progress: { total: 2, done: 0 },
      bodyId: 'forgotten',
      help: 'forgot-password',
    })
  }

  function sentPage(c: Context<Env>, t: Translate, email: string): Html {
    const content = html`<h1>${t('forgotten.sent-title')}</h1>
<p class="lead">${t('forgotten.sent', { email })}</p>
<h2>${t('forgotten.missing')}</h2>
<div class="prose"><ul><li>${t('forgotten.missing-spam')}</li><li>${t('forgotten.missing-address')}</li><li>${t('forgotten.missing-mailbox')}</li></ul></div>
${actions([linkButton({ text: t('forgotten.back'), href: '/sign-in', kind: 'quiet' }), linkButton({ text: t('forgotten.again'), href: '/forgotten', kind: 'link' })])}`
    return renderer.step(c, t, {
      title: t('forgotten.sent-title'),
      content,
      progress: { total: 2, done: 0 },
      bodyId: 'forgotten-sent',
      help: 'forgot-password',
    })
  }
}
