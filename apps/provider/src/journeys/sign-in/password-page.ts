// The page of the password.
import { actions, button, passwordField, type Html } from '@sluis/design'
import type { Context } from 'hono'
import { html } from 'hono/html'
import { hasDirectory } from '#identity/applications/application.ts'
import type { Translate } from '#locales/messages.ts'
import type { PasswordFailure } from '#use-cases/sign-in/prove-password.ts'
import { readDeviceToken } from '#platform/cookies.ts'
import { form, withNext } from '../flow/forms.ts'
import type { Deps, Env, FlowContext } from '../flow/sign-in-flow.ts'
import { browserLinkForm } from './browser-pass.ts'
import { passwordlessForm } from './passwordless.ts'

export function passwordPage(
  c: Context<Env>,
  deps: Pick<Deps, 'renderer'>,
  flow: FlowContext,
  email: string,
  failure: PasswordFailure | null,
  isSameThere = false,
): Html {
  const { t, request } = flow
  const error = failure ? errorText(t, failure) : undefined
  const content = html`<h1>${t('password.title')}</h1>
<p class="who"><bdi>${email}</bdi> · <a href="${withNext('/sign-in', flow.next)}&amp;other">${t('password.other')}</a></p>
${form(
  withNext('/sign-in/password', flow.next),
  c.get('csrfToken'),
  html`
<input class="visually-hidden" type="email" name="username" value="${email}" autocomplete="username" tabindex="-1" aria-hidden="true" readonly>
${passwordField({ id: 'password', label: t('password.label'), hint: whichPassword(c, flow, isSameThere), error, autocomplete: 'current-password', show: t('password.show'), hide: t('password.hide') })}
${actions([button({ text: t('password.log-in'), wide: true })])}`,
)}
${failure?.refusal === 'rate-limited' ? browserLinkForm(c, t, flow.next, email) : ''}
${passwordlessForm(c, flow)}
<p><a href="${request.application ? withNext('/forgotten', flow.next) : '/forgotten'}">${t('password.forgotten')}</a></p>
`
  return deps.renderer.step(c, t, {
    title: t('password.title'),
    content,
    error: error ? { text: error, field: 'password' } : undefined,
    progress: { total: 2, done: 0 },
    modules: ['show-password', 'passkey'],
    bodyId: 'enter-password',
    help: 'password',
  })
}

/**
 * Which password is meant. That it is the application's own is said where it is known; to a newcomer of whom nothing
 * may be known yet, what holds for everybody, and of an application without a directory, which has none of its own,
 * what holds everywhere; to whoever has logged in with this browser before, nothing.
 */
function whichPassword(c: Context<Env>, { t, request }: FlowContext, isSameThere: boolean): string | undefined {
  const { application } = request
  if (c.req.query('new') !== undefined) return undefined
  if (isSameThere && application) return t('password.same', { application: application.name })
  if (readDeviceToken(c) !== null) return undefined
  return application && hasDirectory(application)
    ? t('password.which', { application: application.name })
    : t('password.which-home')
}

function errorText(t: Translate, failure: PasswordFailure): string {
  switch (failure.refusal) {
    case 'empty':
      return t('password.empty')
    case 'wrong':
      return t('password.wrong')
    case 'rate-limited':
      return t('password.locked', { time: t.dates.time(failure.until) })
  }
}
