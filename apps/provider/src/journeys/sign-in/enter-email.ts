// The first page: who are you? It says nothing of whether somebody has that address.
import { actions, button, field, type Html } from '@sluis/design'
import { hashToken, type Sealer } from '@sluis/server-kit'
import { Hono } from 'hono'
import type { Context } from 'hono'
import { html } from 'hono/html'
import { emailKey } from '#identity/people/email.ts'
import { EMAIL_COOKIE, readCookie, writeCookie } from '#platform/cookies.ts'
import { form, withNext } from '../forms.ts'
import { type Env, expired, type Needs, onward, type Way, wayTo } from '../way.ts'
import { passkeyAloneForm } from './passkey-alone.ts'

const EMAIL_SECONDS = 3_600
const PLACE = 'cookie.email'

type EmailRefusal = 'empty' | 'not-an-address'
const SENTENCE = { empty: 'email.empty', 'not-an-address': 'email.not-an-address' } as const satisfies Record<
  EmailRefusal,
  string
>

export function enterEmail(needs: Needs & { sealer: Sealer }) {
  const routes = new Hono<Env>()
  routes.get('/', async (c) => {
    const way = await wayTo(c, needs, c.req.query('next') ?? '/')
    if (!way) return expired(c, needs)
    if (way.stand.step !== 'enter-password') return c.redirect(onward(way), 303)
    // The application named the person, or somebody signed in before: on to the password, unless another address is to
    // be used.
    if (c.req.query('other') === undefined && knownEmail(c, needs.sealer, way) !== null)
      return c.redirect(withNext('/sign-in/password', way.next), 303)
    return c.html(page(c, way, null, ''))
  })
  routes.post('/', async (c) => {
    const way = await wayTo(c, needs, c.req.query('next') ?? '/')
    if (!way) return expired(c, needs)
    if (way.stand.step !== 'enter-password') return c.redirect(onward(way), 303)
    const typed = c.get('form').text('username')
    const key = emailKey(typed)
    if (!key.ok) return c.html(page(c, way, key.refusal, typed.slice(0, 254)), 422)
    rememberEmail(c, needs.sealer, key.value, way.now)
    return c.redirect(withNext('/sign-in/password', way.next), 303)
  })
  return routes

  function page(c: Context<Env>, way: Way, refusal: EmailRefusal | null, typed: string): Html {
    const { t, destination } = way
    const error = refusal ? t(SENTENCE[refusal]) : undefined
    const content = html`<h1>${t('email.title')}</h1>
${destination.application ? html`<p class="lead">${t('email.lead', { application: destination.application.name })}</p>` : ''}
${form(
  withNext('/sign-in', way.next),
  c.get('csrfToken'),
  html`
${field({ id: 'username', label: t('email.label'), type: 'email', value: typed, autocomplete: 'username webauthn', inputmode: 'email', autocapitalize: 'off', spellcheck: 'false', error, required: true, enterkeyhint: 'next' })}
${actions([button({ text: t('email.next'), wide: true })])}`,
)}
${passkeyAloneForm(c, way, { autofill: true })}`
    return needs.draw.step(c, t, {
      title: t('email.title'),
      content,
      error: error ? { text: error, field: 'username' } : undefined,
      progress: { total: 2, done: 0 },
      modules: ['passkey'],
      bodyId: 'enter-email',
      help: 'email',
      forApplication: destination.application
        ? t('page.for', { application: destination.application.name })
        : undefined,
    })
  }
}

export const rememberEmail = (c: Context, sealer: Sealer, email: string, now: Date): void =>
  writeCookie(c, EMAIL_COOKIE, sealer.seal(PLACE, `${now.getTime()} ${email}`).toString('base64url'), EMAIL_SECONDS)

/**
 * The address this sign-in is about: typed a page ago, or of the visit that is asked anew, or named by the application.
 * Null where none is known.
 */
export function knownEmail(c: Context, sealer: Sealer, way: Way): string | null {
  const typed = typedEmail(c, sealer)
  const hinted = way.destination.loginHint === null ? null : emailKey(way.destination.loginHint)
  // What was typed for another request before this one may be somebody else's on the same computer.
  if (typed && (!hinted?.ok || typed.at >= way.destination.startedAt.getTime())) return typed.email
  if (hinted?.ok) return hinted.value
  return way.stand.person ? way.stand.person.email : null
}

function typedEmail(c: Context, sealer: Sealer): { at: number; email: string } | null {
  try {
    const [at = '', email = ''] = sealer
      .unseal(PLACE, Buffer.from(readCookie(c, EMAIL_COOKIE) ?? '', 'base64url'))
      .toString()
      .split(' ')
    return { at: Number(at), email }
  } catch {
    return null
  }
}

/** How an address stands in a bucket's name: never itself. */
export const emailBucket = (email: string): string => hashToken(email).toString('base64url')
