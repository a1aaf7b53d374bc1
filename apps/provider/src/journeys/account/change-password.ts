// A new password, for whoever has just shown the old one and the second factor.
import { actions, button, linkButton, type Html } from '@sluis/design'
import { Hono } from 'hono'
import type { Context } from 'hono'
import { html } from 'hono/html'
import {
  changePassword as change,
  type ChoiceRefusal,
  minLengthFor,
} from '#identity/passwords/choose-password.service.ts'
import { clearCookie, REMEMBERED_COOKIE } from '#platform/cookies.ts'
import { form } from '../forms.ts'
import { choiceSentence, newPasswordFields } from '../new-password.ts'
import { accountPage, signedIn, type SignedInWay } from '../signed-in.ts'
import { type Env, keepSession, type Needs } from '../way.ts'

export function changePassword(needs: Needs) {
  const routes = new Hono<Env>()
  routes.get(
    '/',
    signedIn(needs, null, async (c, way) => c.html(await page(c, way, null))),
  )
  routes.post(
    '/',
    signedIn(needs, null, async (c, way) => {
      const { session, person } = way
      const changed = await change(needs, session, person, c.get('form').text('new-password'), {
        origin: needs.addressOf(c),
        browser: session.browser,
        now: needs.clock.now(),
      })
      if (!changed.ok)
        return changed.refusal === 'visit-over'
          ? c.redirect('/account/password', 303)
          : c.html(await page(c, way, changed.refusal), 422)
      keepSession(c, changed.value)
      clearCookie(c, REMEMBERED_COOKIE)
      return c.redirect('/account?said=password', 303)
    }),
  )
  return routes

  async function page(c: Context<Env>, way: SignedInWay, refusal: ChoiceRefusal | null): Promise<Html> {
    const { t, person } = way
    const least = await minLengthFor(needs.identity, person.id)
    const error = choiceSentence(t, refusal, least)
    const content = html`<h1>${t('change-password.title')}</h1>
<p class="lead">${t('change-password.lead')}</p>
${form(
  '/account/password',
  c.get('csrfToken'),
  html`
${newPasswordFields(t, person.email, least, error)}
${actions([button({ text: t('change-password.save') }), linkButton({ text: t('page.back'), href: '/account', kind: 'quiet' })])}`,
)}`
    return accountPage(c, needs, way, {
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
