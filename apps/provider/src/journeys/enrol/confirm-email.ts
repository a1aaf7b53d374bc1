// The guard of a first enrolment (rule 4): the one who has only the password gets nothing more. A code is mailed to the
// known address.
import { actions, button, codeField, notice, type Html } from '@sluis/design'
import { normaliseCode } from '@sluis/otp'
import { Hono } from 'hono'
import type { Context } from 'hono'
import { html } from 'hono/html'
import {
  type MailedCodeRefusal,
  proveMailedCode,
  sendMailedCode,
} from '#use-cases/manage-factors/authorise-enrolment.ts'
import { MAILED_CODE_MINUTES } from '#identity/enrolments/mailed-codes.store.ts'
import { maskedEmail } from '#identity/people/email.ts'
import { form, withNext } from '../flow/forms.ts'
import { pageNotes } from '../flow/page-notes.ts'
import { requireStep } from '../flow/require-step.ts'
import { type Env, type AuthenticatedFlow, type Deps, nextUrlAfterProof } from '../flow/sign-in-flow.ts'
import { codeErrorStatus, codeErrorMessage, type TypedFailure } from '../parts/code-errors.ts'
import { leave, reason } from './frame.ts'

const NOTES = pageNotes<MailedCodeFailure>()

type MailedCodeFailure = MailedCodeRefusal | TypedFailure | { refusal: 'too-many-sends'; until: Date }

export function confirmEmail(deps: Deps) {
  const { identity, clock } = deps
  const routes = new Hono<Env>()
  routes.get(
    '/',
    requireStep(deps, 'confirm-email', async (c, flow) => {
      const sent = await identity.mailedCodes.find(flow.session.id)
      const refusal = NOTES.read(c, deps)
      const isSent = sent !== undefined && sent.expiresAt > flow.now
      return c.html(page(c, flow, refusal, isSent || refusal !== null), refusal ? statusOf(refusal) : 200)
    }),
  )
  routes.get('/send', (c) => c.redirect(withNext('/enrol/email', c.req.query('next') ?? '/'), 303))
  // Sent by a press of the button, not by looking at the page: mails cost trust.
  routes.post(
    '/send',
    requireStep(deps, 'confirm-email', async (c, flow) => {
      const sent = await sendMailedCode(deps, flow.session, flow.person, clock.now())
      const here = withNext('/enrol/email', flow.next)
      return sent.ok ? c.redirect(here, 303) : NOTES.redirect(c, deps, here, sent)
    }),
  )
  routes.post(
    '/',
    requireStep(deps, 'confirm-email', async (c, flow) => {
      const typed = normaliseCode(c.get('form').text('code').slice(0, 200))
      const here = withNext('/enrol/email', flow.next)
      if (!typed.ok) return NOTES.redirect(c, deps, here, typed)
      const proved = await proveMailedCode(deps, flow.session, typed.digits, clock.now())
      if (!proved.ok) return NOTES.redirect(c, deps, here, proved)
      return c.redirect(
        await nextUrlAfterProof(
          c,
          deps,
          { ...flow, signIn: { ...flow.signIn, session: { ...flow.session, enrolmentAuthorisedAt: clock.now() } } },
          null,
        ),
        303,
      )
    }),
  )
  return routes

  function page(c: Context<Env>, flow: AuthenticatedFlow, failure: MailedCodeFailure | null, isSent: boolean): Html {
    const { t, next, person } = flow
    const error = failure ? errorText(flow, failure) : undefined
    const address = maskedEmail(person.email)
    const sendForm = (text: string, kind: 'go' | 'quiet') =>
      form(withNext('/enrol/email/send', next), c.get('csrfToken'), actions([button({ text, kind, wide: true })]))
    const before = html`<p>${t('mailed.lead', { address })}</p>${sendForm(t('mailed.send'), 'go')}`
    const sent = notice({
      kind: 'info',
      kindText: t('notice.info'),
      content: t('mailed.sent', { address, minutes: MAILED_CODE_MINUTES }),
    })
    // After a wrong code the field comes first, so that its button is in view on a phone.
    const after = html`${error ? '' : sent}
${form(
  withNext('/enrol/email', next),
  c.get('csrfToken'),
  html`
${codeField({ id: 'code', label: t('mailed.label'), hint: t('mailed.hint'), error, length: 6, autoSubmit: true, autofocus: true })}
${actions([button({ text: t('page.next'), wide: true })])}`,
)}
${error ? sent : ''}
<p class="small muted">${t('mailed.spam')}</p>
${sendForm(t('mailed.again'), 'quiet')}`
    const content = html`<h1>${t('mailed.title')}</h1>${reasonLine(flow)}${isSent ? after : before}<p class="small muted">${t('mailed.why')}</p>`
    return deps.renderer.step(c, t, {
      title: t('mailed.title'),
      content,
      leave: leave(c, flow),
      error: error ? { text: error, field: isSent ? 'code' : undefined } : undefined,
      progress: { total: 2, done: 1, level: 0.2 },
      modules: ['code-entry'],
      bodyId: 'confirm-email',
      help: 'confirm-email',
    })
  }
}

function reasonLine(flow: AuthenticatedFlow): Html | '' {
  const text = reason(flow)
  return text === null ? '' : html`<p class="lead">${text}</p>`
}

const statusOf = (failure: MailedCodeFailure): 403 | 422 | 429 =>
  failure.refusal === 'too-many-sends' ? 429 : codeErrorStatus(failure)

const errorText = ({ t, person }: AuthenticatedFlow, failure: MailedCodeFailure): string =>
  failure.refusal === 'too-many-sends'
    ? t('mailed.too-many', { time: t.dates.time(failure.until) })
    : codeErrorMessage(t, failure, { account: person.email })
