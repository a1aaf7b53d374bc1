// Where you are logged in: each visit in words, this one marked; end one, all others, or all.
import { actions, badge, button, emptyState, listRows, notice } from '@sluis/design'
import { dateWords, isId } from '@sluis/ground'
import { Hono } from 'hono'
import { html } from 'hono/html'
import { placeWords } from '#identity/notices/place-words.ts'
import { browserWords } from '#identity/sessions/browser-words.ts'
import { signOut } from '#identity/sessions/sign-out.service.ts'
import type { Visit } from '#identity/sessions/visits.store.ts'
import { placeOf } from '#platform/network-place.ts'
import { form } from '../forms.ts'
import type { Env, Needs } from '../way.ts'
import { accountPage, signedIn, type SignedInWay } from '../signed-in.ts'

const HERE = '/account/sessions'
const SAID = { ended: 'sessions.said.ended', others: 'sessions.said.others' } as const
const isSaid = (word: string | undefined): word is keyof typeof SAID => word !== undefined && Object.hasOwn(SAID, word)

export function mySessions(needs: Needs) {
  const { identity, clock } = needs
  const routes = new Hono<Env>()
  routes.get(
    '/',
    signedIn(needs, HERE, async (c, way) => {
      const { say, person, session } = way
      const csrf = c.get('csrfToken')
      const visits = await identity.visits.ofPerson(person.id, way.now)
      const [here, others] = [
        visits.filter(({ id }) => id === session.id),
        visits.filter(({ id }) => id !== session.id),
      ]
      const said = c.req.query('said')
      const content = html`${isSaid(said) ? notice({ kind: 'success', kindText: say('notice.success'), content: say(SAID[said]), live: 'status' }) : ''}
<h1>${say('sessions.title')}</h1>
<p class="lead">${say('sessions.lead')}</p>
${listRows([...here.map((visit) => row(way, visit, null)), ...others.map((visit) => row(way, visit, csrf))])}
${others.length === 0 ? emptyState({ title: say('sessions.none'), content: say('sessions.none-body') }) : ''}
<p class="small muted">${say('sessions.help')}</p>
${others.length > 0 ? form(`${HERE}/others`, csrf, actions([button({ text: say('sessions.others'), kind: 'quiet' })])) : ''}
${form('/sign-out', csrf, actions([button({ text: say('sessions.all'), kind: 'quiet', name: 'where', value: 'everywhere' })]))}`
      return c.html(
        accountPage(c, needs, way, { here: '/account', title: say('sessions.title'), content, help: 'sessions' }),
      )
    }),
  )

  routes.post(
    '/others',
    signedIn(needs, HERE, async (c, way) => {
      await identity.together(async (stores) => {
        const ended = await stores.sessions.endAll(way.person.id, clock.now(), way.session.id)
        await stores.audit.append(
          {
            action: 'session-ended',
            result: 'done',
            actor: way.person.id,
            personId: way.person.id,
            sessionId: way.session.id,
            detail: { ended: ended.length },
          },
          clock.now(),
        )
      })
      return c.redirect(`${HERE}?said=others`, 303)
    }),
  )

  routes.post(
    '/:id/end',
    signedIn(needs, HERE, async (c, way) => {
      const id = c.req.param('id') ?? ''
      if (id === way.session.id) {
        await signOut(identity, way.session, 'here', clock.now())
        return c.redirect('/sign-out', 303)
      }
      const ended =
        isId(id) &&
        (await identity.together(async (stores) => {
          if (!(await stores.sessions.endOwn(way.person.id, id, clock.now()))) return false
          await stores.audit.append(
            { action: 'session-ended', result: 'done', actor: way.person.id, personId: way.person.id, sessionId: id },
            clock.now(),
          )
          return true
        }))
      // Somebody else's, and none, look the same.
      return ended ? c.redirect(`${HERE}?said=ended`, 303) : c.notFound()
    }),
  )
  return routes
}

/** `csrf`: null for the visit that looks at itself. */
function row({ say }: SignedInWay, visit: Visit, csrf: string | null) {
  const words = dateWords(say.language, 'Europe/Amsterdam')
  const browser = browserWords(say, visit.browser)
  const since = words.dayAndTime(visit.signedInAt)
  const place = visit.origin === null ? null : placeOf(visit.origin)
  const lines = [
    say('sessions.since', { when: since }),
    ...(place === null ? [] : [say('sessions.place', { place: placeWords(say, place) })]),
    ...(csrf === null ? [] : [say('sessions.active', { when: words.dayAndTime(visit.lastSeenAt) })]),
    ...(visit.applications.length > 0 ? [say('sessions.apps', { apps: visit.applications.join(', ') })] : []),
  ]
  return {
    title: browser,
    badge: csrf === null ? badge({ kind: 'good', text: say('sessions.this') }) : undefined,
    detail: html`${lines.map((line, index) => html`${index > 0 ? html`<br>` : ''}${line}`)}`,
    actions:
      csrf === null
        ? undefined
        : form(
            `${HERE}/${visit.id}/end`,
            csrf,
            button({
              text: say('sessions.end'),
              kind: 'quiet',
              about: say('sessions.end-about', { browser, when: since }),
            }),
          ),
  }
}
