// A new password, for whoever has just shown the old one and the second factor.
import { actions, button, linkButton, type Html } from '@sluis/design'
import { Hono } from 'hono'
import type { Context } from 'hono'
import { html } from 'hono/html'
import { changePassword as change, type ChoiceRefusal, leastFor } from '#identity/passwords/choose-password.service.ts'
import { dropCookie, REMEMBERED_COOKIE } from '#platform/cookies.ts'
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
      dropCookie(c, REMEMBERED_COOKIE)
      return c.redirect('/account?said=password', 303)
    }),
  )
  return routes

  async function page(c: Context<Env>, way: SignedInWay, refusal: ChoiceRefusal | null): Promise<Html> {
    const { say, person } = way
    const least = await leastFor(needs.identity, person.id)
    const error = choiceSentence(say, refusal, least)
    const content = html`<h1>${say('change-password.title')}</h1>
<p class="lead">${say('change-password.lead')}</p>
${form(
  '/account/password',
  c.get('csrfToken'),
  html`
${newPasswordFields(say, person.email, least, error)}
${actions([button({ text: say('change-password.save') }), linkButton({ text: say('page.back'), href: '/account', kind: 'quiet' })])}`,
)}`
    return accountPage(c, needs, way, {
      here: '/account',
      title: say('change-password.title'),
      content,
      error: error ? { text: error, field: 'new-password' } : undefined,
      modules: ['show-password'],
      bodyId: 'change-password',
      help: 'forgot-password',
    })
  }
}
