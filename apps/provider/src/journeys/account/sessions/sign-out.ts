// Signing out of Sluis: here, or everywhere; every token that applications hold from the session ends with it.
import { actions, button, summaryList, linkButton } from '@sluis/design'
import { Hono, type Context } from 'hono'
import { html } from 'hono/html'
import { type SignOutScope, signOut as end } from '#use-cases/sign-in/sign-out.ts'
import { nameIn } from '#identity/applications/application.ts'
import { isAfterLogoutAddress } from '#identity/applications/after-logout-address.ts'
import type { Translate } from '#locales/messages.ts'
import { BROWSER_COOKIE, clearCookie, EMAIL_COOKIE, SESSION_COOKIE } from '#platform/cookies.ts'
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
    for (const name of [SESSION_COOKIE, EMAIL_COOKIE, BROWSER_COOKIE]) clearCookie(c, name)
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
      const back = places === undefined ? null : await wayBack(c, deps, t)
      const content = html`<h1>${title}</h1>${what}${actions([linkButton(back ?? { text: t('signed-out.again'), href: '/' })])}`
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

/** To the application at whose wish it was: where that is registered for it, since anybody can write the address. */
async function wayBack(
  c: Context<Env>,
  { identity }: Deps,
  t: Translate,
): Promise<{ text: string; href: string } | null> {
  const [clientId, href] = [c.req.query('client_id') ?? '', c.req.query('to') ?? '']
  const application = clientId === '' ? undefined : await identity.applications.findByClientId(clientId)
  return application && isAfterLogoutAddress(application, href)
    ? { text: t('signed-out.back', { application: nameIn(application, t.language) }), href }
    : null
}
