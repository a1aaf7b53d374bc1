// The page for who is not signed in: e-mail and password, and "Log in with Sluis" beside it.
import { html } from 'hono/html'
import { button, field, passwordField, type Html } from '@sluis/design'
import { csrfField, hidden, type Frames } from '#page/frames.ts'
import type { Translate } from '#page/messages.ts'
import type { PageRequest } from '#journeys/request-context.ts'

/** What is wrong, at its field; in the order of the fields. */
export type LogInErrors = { email?: string | undefined; password?: string | undefined }
export type LogInRefusal = 'email-empty' | 'password-empty' | 'wrong'
const FIELD: Record<LogInRefusal, keyof LogInErrors> = {
  'email-empty': 'email',
  'password-empty': 'password',
  wrong: 'password',
}
const isRefusal = (word: string): word is LogInRefusal => Object.hasOwn(FIELD, word)

export const logInErrors = (t: Translate, refusals: readonly string[]): LogInErrors =>
  Object.fromEntries(refusals.filter(isRefusal).map((refusal) => [FIELD[refusal], t(`log-in.${refusal}`)]))
export type LogInForm = { email: string; to: string; errors: LogInErrors }

export function logInPage(frames: Frames, c: PageRequest, { email, to, errors }: LogInForm): Html {
  const t = c.get('t')
  const content = html`<h1>${t('log-in.title')}</h1>
<form method="post" action="/" class="stack" novalidate>${csrfField(c)}${hidden('to', to)}
${field({ id: 'email', label: t('log-in.email'), type: 'email', value: email, autocomplete: 'username', autocapitalize: 'none', spellcheck: 'false', enterkeyhint: 'next', error: errors.email, width: 'full' })}
${passwordField({ id: 'password', label: t('log-in.password'), autocomplete: 'current-password', show: t('log-in.show'), hide: t('log-in.hide'), error: errors.password })}
${button({ text: t('log-in.button'), wide: true })}
</form>
<p><a href="${frames.forgottenLink(c)}">${t('log-in.forgotten')}</a></p>
<section class="stack stack--tight" aria-labelledby="by-sluis">
<h2 id="by-sluis">${t('log-in.sluis-title')}</h2>
<p>${t('log-in.sluis-text')}</p>
<form method="post" action="/sluis">${csrfField(c)}${hidden('to', to)}${button({ text: t('log-in.sluis-button'), kind: 'quiet', icon: 'gate', wide: true })}</form>
</section>`
  return frames.journey(c, {
    title: t('log-in.title'),
    content,
    errors: (['email', 'password'] as const).flatMap((name) => {
      const text = errors[name]
      return text === undefined ? [] : [{ text, href: `#${name}` }]
    }),
    modules: ['show-password'],
    help: 'log-in',
  })
}
