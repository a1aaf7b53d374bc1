// Another e-mail address: asked here, confirmed from the new mailbox. Only the owner of an address learns that it is in
// use.
import { actions, button, field, linkButton, notice, type Html } from '@sluis/design'
import { Hono } from 'hono'
import type { Context } from 'hono'
import { html } from 'hono/html'
import { requestEmailChange, type EmailChangeRefusal } from '#use-cases/manage-account/change-email.ts'
import { padResponseTime } from '#platform/response-timing.ts'
import type { MessageKey } from '#locales/messages.ts'
import { form } from '#journeys/flow/forms.ts'
import { pageNotes } from '#journeys/flow/page-notes.ts'
import { accountPage, requireSession, type SignedInFlow } from '#journeys/flow/require-session.ts'
import type { Env, Deps } from '#journeys/flow/sign-in-flow.ts'

const NOTES = pageNotes<EmailNote>()

const SENTENCE: Record<EmailChangeRefusal, MessageKey> = {
  empty: 'change-email.empty',
  'not-an-address': 'change-email.not-an-address',
  'same-address': 'change-email.same',
  'too-many-mails': 'change-email.too-many',
}

type EmailNote = { sentTo: string } | { refusal: EmailChangeRefusal; typed: string }

export function changeEmail(deps: Deps) {
  const routes = new Hono<Env>()
  routes.get(
    '/',
    requireSession(deps, null, async (c, flow) => {
      const note = NOTES.read(c, deps)
      if (note && 'sentTo' in note) return c.html(sentPage(c, flow, note.sentTo))
      const status = note === null ? 200 : note.refusal === 'too-many-mails' ? 429 : 422
      return c.html(await page(c, flow, note?.refusal ?? null, note?.typed ?? ''), status)
    }),
  )
  routes.post(
    '/',
    requireSession(deps, null, async (c, flow) => {
      const beganAt = performance.now()
      const typed = c.get('form').text('email')
      const asked = await requestEmailChange(deps, flow.person, flow.session, typed, {
        origin: deps.addressOf(c),
        now: deps.clock.now(),
      })
      await padResponseTime(beganAt)
      if (asked.ok) return NOTES.redirect(c, deps, '/account/email', { sentTo: asked.value })
      return asked.refusal === 'session-over'
        ? c.redirect('/account/email', 303)
        : NOTES.redirect(c, deps, '/account/email', { refusal: asked.refusal, typed })
    }),
  )
  return routes

  async function page(
    c: Context<Env>,
    flow: SignedInFlow,
    refusal: EmailChangeRefusal | null,
    typed: string,
  ): Promise<Html> {
    const { t, person, now } = flow
    const error = refusal === null ? undefined : t(SENTENCE[refusal])
    const waiting = await deps.identity.emailChanges.findPending(person.id, now)
    const content = html`<h1>${t('change-email.title')}</h1>
<p class="lead">${t('change-email.lead', { email: person.email })}</p>
${waiting ? notice({ kind: 'info', kindText: t('notice.info'), content: t('change-email.waiting', { email: waiting.newEmail }) }) : ''}
${form(
  '/account/email',
  c.get('csrfToken'),
  html`
${field({ id: 'email', label: t('change-email.label'), hint: t('change-email.hint'), type: 'email', value: typed, autocomplete: 'email', inputmode: 'email', autocapitalize: 'off', spellcheck: 'false', error, required: true, enterkeyhint: 'send' })}
${actions([button({ text: t('change-email.send') }), linkButton({ text: t('page.back'), href: '/account', kind: 'quiet' })])}`,
)}`
    return accountPage(c, deps, flow, {
      here: '/account',
      title: t('change-email.title'),
      content,
      error: error ? { text: error, field: 'email' } : undefined,
      bodyId: 'change-email',
      help: 'email-address',
    })
  }

  function sentPage(c: Context<Env>, flow: SignedInFlow, email: string): Html {
    const { t } = flow
    const content = html`<h1>${t('change-email.sent-title')}</h1>
<p class="lead">${t('change-email.sent', { email })}</p>
<p class="small muted">${t('forgotten.missing')} ${t('forgotten.missing-spam')}</p>
${actions([linkButton({ text: t('new-address.to-details'), href: '/account', kind: 'quiet' }), linkButton({ text: t('change-email.other'), href: '/account/email', kind: 'link' })])}`
    return accountPage(c, deps, flow, {
      here: '/account',
      title: t('change-email.sent-title'),
      content,
      bodyId: 'change-email-sent',
      help: 'email-address',
    })
  }
}
