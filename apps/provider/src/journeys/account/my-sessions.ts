// Where you are logged in: each visit in words, this one marked; end one, all others, or all.
import { actions, badge, button, emptyState, listRows, notice } from '@sluis/design'
import { dateFormatter, isId } from '@sluis/server-kit'
import { Hono } from 'hono'
import { html } from 'hono/html'
import { formatLocation } from '#identity/notices/format-location.ts'
import { formatBrowser } from '#identity/sessions/user-agent.ts'
import { signOut } from '#identity/sessions/sign-out.service.ts'
import type { ActiveSession } from '#identity/sessions/active-sessions.store.ts'
import { locateAddress } from '#platform/network-location.ts'
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
      const { t, person, session } = way
      const csrf = c.get('csrfToken')
      const visits = await identity.activeSessions.listByPerson(person.id, way.now)
      const [here, others] = [
        visits.filter(({ id }) => id === session.id),
        visits.filter(({ id }) => id !== session.id),
      ]
      const said = c.req.query('said')
      const content = html`${isSaid(said) ? notice({ kind: 'success', kindText: t('notice.success'), content: t(SAID[said]), live: 'status' }) : ''}
<h1>${t('sessions.title')}</h1>
<p class="lead">${t('sessions.lead')}</p>
${listRows([...here.map((visit) => row(way, visit, null)), ...others.map((visit) => row(way, visit, csrf))])}
${others.length === 0 ? emptyState({ title: t('sessions.none'), content: t('sessions.none-body') }) : ''}
<p class="small muted">${t('sessions.help')}</p>
${others.length > 0 ? form(`${HERE}/others`, csrf, actions([button({ text: t('sessions.others'), kind: 'quiet' })])) : ''}
${form('/sign-out', csrf, actions([button({ text: t('sessions.all'), kind: 'quiet', name: 'where', value: 'everywhere' })]))}`
      return c.html(
        accountPage(c, needs, way, { here: '/account', title: t('sessions.title'), content, help: 'sessions' }),
      )
    }),
  )

  routes.post(
    '/others',
    signedIn(needs, HERE, async (c, way) => {
      await identity.transaction(async (stores) => {
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
        (await identity.transaction(async (stores) => {
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
function row({ t }: SignedInWay, visit: ActiveSession, csrf: string | null) {
  const words = dateFormatter(t.language, 'Europe/Amsterdam')
  const browser = formatBrowser(t, visit.browser)
  const since = words.dayAndTime(visit.signedInAt)
  const place = visit.origin === null ? null : locateAddress(visit.origin)
  const lines = [
    t('sessions.since', { when: since }),
    ...(place === null ? [] : [t('sessions.place', { place: formatLocation(t, place) })]),
    ...(csrf === null ? [] : [t('sessions.active', { when: words.dayAndTime(visit.lastSeenAt) })]),
    ...(visit.applications.length > 0 ? [t('sessions.apps', { apps: visit.applications.join(', ') })] : []),
  ]
  return {
    title: browser,
    badge: csrf === null ? badge({ kind: 'good', text: t('sessions.this') }) : undefined,
    detail: html`${lines.map((line, index) => html`${index > 0 ? html`<br>` : ''}${line}`)}`,
    actions:
      csrf === null
        ? undefined
        : form(
            `${HERE}/${visit.id}/end`,
            csrf,
            button({
              text: t('sessions.end'),
              kind: 'quiet',
              about: t('sessions.end-about', { browser, when: since }),
            }),
          ),
  }
}
