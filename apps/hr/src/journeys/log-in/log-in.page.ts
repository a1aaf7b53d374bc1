// The page for who is not signed in: e-mail and password, and "Log in with Sluis" beside it.
import { html } from 'hono/html'
import { button, errorSummary, field, passwordField, type Html } from '@sluis/design'
import { csrfField, hidden, type Frames } from '#page/frames.ts'
import type { PageRequest } from '#journeys/request-context.ts'

/** `at`: the field that the sentence is about. */
export type LogInError = { text: string; at: 'email' | 'password' }
export type LogInForm = { email: string; to: string; error: LogInError | null }

export function logInPage(frames: Frames, c: PageRequest, { email, to, error }: LogInForm): Html {
  const t = c.get('t')
  const at = (name: 'email' | 'password') => (error?.at === name ? error.text : undefined)
  const content = html`<h1>${t('log-in.title')}</h1>
${error && errorSummary({ title: t('frame.problem'), errors: [{ text: error.text, href: `#${error.at}` }] })}
<form method="post" action="/" class="stack" novalidate>${csrfField(c)}${hidden('to', to)}
${field({ id: 'email', label: t('log-in.email'), type: 'email', value: email, autocomplete: 'username', autocapitalize: 'none', spellcheck: 'false', enterkeyhint: 'next', error: at('email'), width: 'full' })}
${passwordField({ id: 'password', label: t('log-in.password'), autocomplete: 'current-password', show: t('log-in.show'), hide: t('log-in.hide'), error: at('password') })}
${button({ text: t('log-in.button'), wide: true })}
</form>
<section class="stack stack--tight" aria-labelledby="by-sluis">
<h2 id="by-sluis">${t('log-in.sluis-title')}</h2>
<p>${t('log-in.sluis-text')}</p>
<form method="post" action="/sluis">${csrfField(c)}${hidden('to', to)}${button({ text: t('log-in.sluis-button'), kind: 'quiet', icon: 'gate', wide: true })}</form>
</section>`
  return frames.journey(c, {
    title: t('log-in.title'),
    content,
    hasError: error !== null,
    modules: ['show-password'],
    help: 'log-in',
  })
}
