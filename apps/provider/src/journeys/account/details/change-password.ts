// A new password, for somebody who has just proved the old one and the second factor.
import { actions, button, linkButton, type Html } from '@sluis/design'
import { Hono } from 'hono'
import type { Context } from 'hono'
import { html } from 'hono/html'
import {
  changePassword as change,
  type ChoiceRefusal,
  minLengthFor,
} from '#use-cases/recover-account/choose-password.ts'
import { clearCookie, REMEMBERED_COOKIE } from '#platform/cookies.ts'
import { form } from '#journeys/flow/forms.ts'
import { pageNotes } from '#journeys/flow/page-notes.ts'
import { choiceSentence, newPasswordFields } from '#journeys/parts/new-password.ts'
import { accountPage, requireSession, type SignedInFlow } from '#journeys/flow/require-session.ts'
import { type Env, setSessionCookie, type Deps } from '#journeys/flow/sign-in-flow.ts'
import { withFlash } from '@sluis/server-kit/flash'

const NOTES = pageNotes<{ refusal: ChoiceRefusal }>()

export function changePassword(deps: Deps) {
  const routes = new Hono<Env>()
  routes.get(
    '/',
    requireSession(deps, null, async (c, flow) => {
      const refusal = NOTES.read(c, deps)?.refusal ?? null
      return c.html(await page(c, flow, refusal), refusal ? 422 : 200)
    }),
  )
  routes.post(
    '/',
    requireSession(deps, null, async (c, flow) => {
      const { session, person } = flow
      const changed = await change(deps, session, person, c.get('form').text('new-password'), {
        origin: deps.addressOf(c),
        browser: session.browser,
        now: deps.clock.now(),
      })
      if (!changed.ok)
        return changed.refusal === 'session-over'
          ? c.redirect('/account/password', 303)
          : NOTES.redirect(c, deps, '/account/password', { refusal: changed.refusal })
      if (changed.value !== null) setSessionCookie(c, changed.value)
      clearCookie(c, REMEMBERED_COOKIE)
      return c.redirect(withFlash(c, '/account?flash=password'), 303)
    }),
  )
  return routes

  async function page(c: Context<Env>, flow: SignedInFlow, refusal: ChoiceRefusal | null): Promise<Html> {
    const { t, person } = flow
    const minLength = await minLengthFor(deps.identity, person.id)
    const error = choiceSentence(t, refusal, minLength)
    const content = html`<h1>${t('change-password.title')}</h1>
<p class="lead">${t('change-password.lead')}</p>
${form(
  '/account/password',
  c.get('csrfToken'),
  html`
${newPasswordFields(t, person.email, minLength, error)}
${actions([button({ text: t('change-password.save') }), linkButton({ text: t('page.back'), href: '/account', kind: 'quiet' })])}`,
)}`
    return accountPage(c, deps, flow, {
      here: '/account',
      title: t('change-password.title'),
      content,
      error: error ? { text: error, field: 'new-password' } : undefined,
      modules: ['show-password'],
      bodyId: 'change-password',
      help: 'forgot-password',
    })
  }
}
