// Signing out of Sluis: here, or everywhere; every token that applications hold from the session ends with it.
import { actions, button, summaryList, linkButton } from '@sluis/design'
import { Hono } from 'hono'
import { html } from 'hono/html'
import { type SignOutScope, signOut as end } from '#use-cases/sign-in/sign-out.ts'
import { clearCookie, EMAIL_COOKIE, SESSION_COOKIE } from '#platform/cookies.ts'
import { keepLanguage, languageOf } from '#platform/language.ts'
import { form } from '#journeys/flow/forms.ts'
import { type Env, type Deps, readSession } from '#journeys/flow/sign-in-flow.ts'

export function signOut(deps: Deps) {
  const { identity, clock } = deps
  const routes = new Hono<Env>()
  routes.post('/', async (c) => {
    const session = await readSession(c, deps, clock.now())
    const person = session && (await identity.people.findById(session.personId))
    keepLanguage(c, languageOf(c, { personLanguage: person?.language }))
    const howFar: SignOutScope = c.get('form').text('where') === 'everywhere' ? 'everywhere' : 'here'
    const places = session ? await end(identity, session, howFar, clock.now()) : 0
    clearCookie(c, SESSION_COOKIE)
    clearCookie(c, EMAIL_COOKIE)
    return c.redirect(howFar === 'everywhere' && session ? `/sign-out?everywhere=${places}` : '/sign-out', 303)
  })
  routes.get('/', async (c) => {
    const session = await readSession(c, deps, clock.now())
    const person = session && (await identity.people.findById(session.personId))
    const t = deps.renderer.t(languageOf(c, { personLanguage: person?.language }))
    if (!person) {
      const places = /^\d{1,3}$/u.exec(c.req.query('everywhere') ?? '')?.[0]
      const title = t(places === undefined ? 'signed-out.title' : 'signed-out.everywhere-title')
      const what =
        places === undefined
          ? html`<p class="lead">${t('signed-out.body')}</p>`
          : html`<p class="lead">${t('signed-out.everywhere', { n: Number(places) })}</p><p class="small muted">${t('signed-out.some-later')}</p>`
      const content = html`<h1>${title}</h1>${what}${actions([linkButton({ text: t('signed-out.again'), href: '/' })])}`
      return c.html(
        deps.renderer.step(c, t, {
          title,
          content,
          bodyId: 'signed-out',
          help: 'signed-out',
        }),
      )
    }
    const content = html`<h1>${t('sign-out.ask')}</h1><p class="lead">${t('sign-out.still', { name: person.name })}</p>
${summaryList([
  { term: t('sign-out.here'), value: t('sign-out.here-text') },
  { term: t('sign-out.everywhere'), value: t('sign-out.everywhere-text') },
])}
${form('/sign-out', c.get('csrfToken'), actions([button({ text: t('sign-out.here'), wide: true }), button({ text: t('sign-out.everywhere'), kind: 'quiet', wide: true, name: 'where', value: 'everywhere' })]))}
${actions([linkButton({ text: t('page.back'), href: '/account', kind: 'link' })])}`
    return c.html(deps.renderer.step(c, t, { title: t('sign-out.ask'), content, bodyId: 'sign-out' }))
  })
  return routes
}
