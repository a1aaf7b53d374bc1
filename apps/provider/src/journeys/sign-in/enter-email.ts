// The first page: who are you? It never reveals whether somebody has that address.
import { emailKey } from '@sluis/server-kit/email'
import { actions, button, field, type Html } from '@sluis/design'
import { hasDirectory } from '#identity/applications/application.ts'
import type { Sealer } from '@sluis/server-kit/sealing'
import { Hono } from 'hono'
import type { Context } from 'hono'
import { html } from 'hono/html'
import { EMAIL_COOKIE, readCookie, writeCookie } from '#platform/cookies.ts'
import { form, withNext } from '../flow/forms.ts'
import { expiredPage } from '../flow/expired-page.ts'
import { pageNotes } from '../flow/page-notes.ts'
import { type Env, type Deps, nextUrl, type FlowContext, resolveFlow } from '../flow/sign-in-flow.ts'
import { whatFollows } from '../parts/what-follows.ts'
import { passwordlessForm } from './passwordless.ts'

const EMAIL_SECONDS = 3_600
const SEAL_CONTEXT = 'cookie.email'

type EmailRefusal = 'empty' | 'not-an-address'
const SENTENCE = { empty: 'email.empty', 'not-an-address': 'email.not-an-address' } as const satisfies Record<
  EmailRefusal,
  string
>

const NOTES = pageNotes<{ refusal: EmailRefusal; typed: string }>()

export function enterEmail(deps: Deps) {
  const routes = new Hono<Env>()
  routes.get('/', async (c) => {
    const flow = await resolveFlow(c, deps, c.req.query('next') ?? '/')
    if (!flow) return expiredPage(c, deps)
    if (flow.signIn.step !== 'enter-password') return c.redirect(nextUrl(flow), 303)
    const note = NOTES.read(c, deps)
    if (note) return c.html(page(c, flow, note.refusal, note.typed), 422)
    // The application named the person, or somebody signed in before: on to the password, unless another address is to
    // be used.
    if (c.req.query('other') === undefined && knownEmail(c, deps.sealer, flow) !== null)
      return c.redirect(withNext('/sign-in/password', flow.next), 303)
    return c.html(page(c, flow, null, ''))
  })
  routes.post('/', async (c) => {
    const flow = await resolveFlow(c, deps, c.req.query('next') ?? '/')
    if (!flow) return expiredPage(c, deps)
    if (flow.signIn.step !== 'enter-password') return c.redirect(nextUrl(flow), 303)
    const typed = c.get('form').text('username')
    const key = emailKey(typed)
    if (!key.ok) return NOTES.redirect(c, deps, withNext('/sign-in', flow.next), { refusal: key.refusal, typed })
    rememberEmail(c, deps.sealer, key.value, flow.now)
    return c.redirect(withNext('/sign-in/password', flow.next), 303)
  })
  return routes

  function page(c: Context<Env>, flow: FlowContext, refusal: EmailRefusal | null, typed: string): Html {
    const { t, request } = flow
    const error = refusal ? t(SENTENCE[refusal]) : undefined
    const content = html`<h1>${t('email.title')}</h1>
${request.application ? html`<p class="lead">${hasDirectory(request.application) ? t('email.lead', { application: request.application.name }) : t('email.lead-employer')}</p>` : ''}
${form(
  withNext('/sign-in', flow.next),
  c.get('csrfToken'),
  html`
${field({ id: 'username', label: t('email.label'), type: 'email', value: typed, autocomplete: 'username webauthn', inputmode: 'email', autocapitalize: 'off', spellcheck: 'false', error, required: true, enterkeyhint: 'next' })}
${actions([button({ text: t('email.next'), wide: true })])}`,
)}
${passwordlessForm(c, flow, { autofill: true })}`
    return deps.renderer.step(c, t, {
      title: t('email.title'),
      content,
      error: error ? { text: error, field: 'username' } : undefined,
      progress: { total: 2, done: 0 },
      modules: ['passkey'],
      bodyId: 'enter-email',
      help: 'email',
      forApplication: whatFollows(flow),
    })
  }
}

export const rememberEmail = (c: Context, sealer: Sealer, email: string, now: Date): void =>
  writeCookie(
    c,
    EMAIL_COOKIE,
    sealer.seal(SEAL_CONTEXT, `${now.getTime()} ${email}`).toString('base64url'),
    EMAIL_SECONDS,
  )

/**
 * The address of this sign-in: typed on the page before, or of the session that is asked again, or named by the
 * application. Null where none is known.
 */
export function knownEmail(c: Context, sealer: Sealer, flow: FlowContext): string | null {
  const typed = typedEmail(c, sealer)
  const hinted = flow.request.loginHint === null ? null : emailKey(flow.request.loginHint)
  // What was typed for another request before this one may be somebody else's on the same computer.
  if (typed && (!hinted?.ok || typed.at >= flow.request.startedAt.getTime())) return typed.email
  if (hinted?.ok) return hinted.value
  return flow.signIn.person ? flow.signIn.person.email : null
}

function typedEmail(c: Context, sealer: Sealer): { at: number; email: string } | null {
  try {
    const [at = '', email = ''] = sealer
      .unseal(SEAL_CONTEXT, Buffer.from(readCookie(c, EMAIL_COOKIE) ?? '', 'base64url'))
      .toString()
      .split(' ')
    return { at: Number(at), email }
  } catch {
    return null
  }
}
