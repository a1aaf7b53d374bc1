// The page for who is not signed in: e-mail and password, and "Log in with Sluis" beside it.
import { html } from 'hono/html'
import { button, field, passwordField, type Html } from '@sluis/design'
import { csrfField, hidden, type Frames } from '#page/frames.ts'
import type { Translate } from '#page/messages.ts'
import type { PageRequest } from '#journeys/request-context.ts'

/**
 * What is wrong, in the order of the fields. `atField`: what stands at the field itself. `isForSluis`: the password may
 * be right at Sluis, which the error offers then: the same for whoever has none there, so that it tells of nobody.
 */
type LogInError = { field: 'email' | 'password'; text: string; atField: string | undefined; isForSluis: boolean }
export type LogInErrors = readonly LogInError[]
export type LogInRefusal = 'email-empty' | 'password-empty' | 'wrong'
const FIELD: Record<LogInRefusal, LogInError['field']> = {
  'email-empty': 'email',
  'password-empty': 'password',
  wrong: 'password',
}
const isRefusal = (word: string): word is LogInRefusal => Object.hasOwn(FIELD, word)

export const logInErrors = (t: Translate, refusals: readonly string[]): LogInErrors =>
  refusals.filter(isRefusal).map((refusal) => {
    const text = t(`log-in.${refusal}`)
    const isForSluis = refusal === 'wrong'
    return { field: FIELD[refusal], text, atField: isForSluis ? t('log-in.check') : text, isForSluis }
  })

/** Nothing is looked at for a while. */
export const waitErrors = (t: Translate, minutes: number): LogInErrors => [
  { field: 'password', text: t('log-in.wait', { minutes }), atField: undefined, isForSluis: true },
]
export type LogInForm = { email: string; to: string; errors: LogInErrors }

export function logInPage(frames: Frames, c: PageRequest, { email, to, errors }: LogInForm): Html {
  const t = c.get('t')
  const atField = (name: LogInError['field']) => errors.find(({ field: at }) => at === name)?.atField
  const isForSluis = errors.some((error) => error.isForSluis)
  const bySluis = html`<form method="post" action="/sluis">${csrfField(c)}${hidden('to', to)}${email === '' ? '' : hidden('login_hint', email)}${button({ text: t('log-in.sluis-button'), kind: isForSluis ? 'go' : 'quiet', icon: 'gate', wide: true })}</form>`
  const content = html`<h1>${t('log-in.title')}</h1>
<form method="post" action="/" class="stack" novalidate>${csrfField(c)}${hidden('to', to)}
${field({ id: 'email', label: t('log-in.email'), type: 'email', value: email, autocomplete: 'username', autocapitalize: 'none', spellcheck: 'false', enterkeyhint: 'next', error: atField('email'), width: 'full' })}
${passwordField({ id: 'password', label: t('log-in.password'), autocomplete: 'current-password', show: t('log-in.show'), hide: t('log-in.hide'), error: atField('password') })}
${button({ text: t('log-in.button'), kind: isForSluis ? 'quiet' : 'go', wide: true })}
</form>
<p><a href="${frames.forgottenLink(c)}">${t('log-in.forgotten')}</a></p>
${
  isForSluis
    ? ''
    : html`<section class="stack stack--tight" aria-labelledby="by-sluis">
<h2 id="by-sluis">${t('log-in.sluis-title')}</h2>
<p>${t('log-in.sluis-text')}</p>
${bySluis}
</section>`
}`
  return frames.journey(c, {
    title: t('log-in.title'),
    content,
    errors: errors.map(({ field: name, text }) => ({ text, href: `#${name}` })),
    instead: isForSluis ? html`<p>${t('log-in.instead')}</p>${bySluis}` : undefined,
    modules: ['show-password'],
    help: 'log-in',
  })
}
