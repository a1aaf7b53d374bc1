// What an address shows whose sign-in is over: Back after the end, an old link, a second tab. Somebody who is signed in
// is never told to log in again, but that it is done, and where to go on.
import { actions, linkButton } from '@sluis/design'
import type { Context } from 'hono'
import { html } from 'hono/html'
import { nameIn } from '#identity/applications/application.ts'
import type { Session } from '#identity/sessions/sessions.store.ts'
import { applicationLink } from '#platform/application-link.ts'
import { languageOf } from '#platform/language.ts'
import { withNext } from './forms.ts'
import { type Deps, readSession } from './sign-in-flow.ts'

/** The address at which setting up begins. */
export const SETTING_UP = '/enrol'

export type ExpiredPageDeps = Pick<Deps, 'identity' | 'renderer' | 'clock' | 'addressOf'>

/** A form leads to the address that says so (decision 0038). */
export async function expiredPage(c: Context, deps: ExpiredPageDeps): Promise<Response> {
  const beginning = c.req.path.startsWith(SETTING_UP) ? SETTING_UP : '/sign-in'
  if (c.req.method === 'POST') return c.redirect(withNext(beginning, c.req.query('next') ?? '/'), 303)
  const session = await readSession(c, deps, deps.clock.now())
  if (session !== null && session.signedInAt !== null) return alreadyPage(c, deps, session, 410)
  const t = deps.renderer.t(languageOf(c))
  const content = html`<h1>${t('expired.title')}</h1><p class="lead">${t('expired.body')}</p>
${actions([linkButton({ text: t('expired.home'), href: '/' })])}`
  return c.html(deps.renderer.step(c, t, { title: t('expired.title'), content }), 410)
}

/** Of a step of setting up: it is on already. Of any other: the person is logged in. */
export async function alreadyPage(
  c: Context,
  { identity, renderer }: ExpiredPageDeps,
  session: Session,
  status: 200 | 410,
): Promise<Response> {
  const person = await identity.people.findById(session.personId)
  const t = renderer.t(languageOf(c, { personLanguage: person?.language }))
  const isOn = c.req.path.startsWith(SETTING_UP) && session.factorAt !== null
  const title = t(isOn ? 'already.on' : 'already.logged-in')
  const content = html`<h1>${title}</h1><p class="lead">${t(isOn ? 'already.on-body' : 'already.logged-in-body')}</p>
${actions([...(await waysOn()), linkButton({ text: t('already.to-details'), href: '/account', kind: 'quiet', wide: true })])}`
  return c.html(
    renderer.step(c, t, { title, content, progress: { total: 2, done: isOn ? 2 : 1, level: 1 }, bodyId: 'already' }),
    status,
  )

  /** To the applications that this session has reached. */
  async function waysOn() {
    const reached = new Set(await identity.activeSessions.applicationsReached(session.id))
    const applications = await identity.applications.listByPerson(session.personId)
    return applications.flatMap(({ id, homeUri, ...named }) =>
      homeUri !== null && reached.has(id)
        ? [
            applicationLink({
              text: t('done.to', { application: nameIn(named, t.language) }),
              href: homeUri,
              wide: true,
            }),
          ]
        : [],
    )
  }
}
