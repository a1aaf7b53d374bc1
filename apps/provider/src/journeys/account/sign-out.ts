// Signing out here: the visit ends, and with it every token that applications hold from it.
import { Hono } from 'hono'
import { dropCookie, EMAIL_COOKIE, SESSION_COOKIE } from '#platform/cookies.ts'
import { languageOf } from '#platform/language.ts'
import { actions, linkButton } from '@sluis/design'
import { html } from 'hono/html'
import { type Env, type Needs, sessionOf } from '../way.ts'

export function signOut(needs: Needs) {
  const { identity, clock } = needs
  const routes = new Hono<Env>()
  routes.post('/', async (c) => {
    const session = await sessionOf(c, needs, clock.now())
    if (session)
      await identity.together(async (stores) => {
        await stores.sessions.end(session.id, clock.now())
        await stores.audit.append({ action: 'signed-out', result: 'done', actor: session.personId, personId: session.personId, sessionId: session.id }, clock.now())
      })
    dropCookie(c, SESSION_COOKIE)
    dropCookie(c, EMAIL_COOKIE)
    return c.redirect('/sign-out', 303)
  })
  routes.get('/', (c) => {
    const say = needs.draw.say(languageOf(c))
    const content = html`<h1>${say('signed-out.title')}</h1><p class="lead">${say('signed-out.body')}</p>${actions([linkButton({ text: say('signed-out.again'), href: '/' })])}`
    return c.html(needs.draw.journey(c, say, { title: say('signed-out.title'), content, bodyId: 'signed-out', help: 'signed-out' }))
  })
  return routes
}
