// Where you are logged in: each session, this one marked; end one, all others, or all.
import { actions, badge, emptyState, listRows } from '@sluis/design'
import { Hono } from 'hono'
import { html } from 'hono/html'
import { formatLocation } from '#platform/format-location.ts'
import { formatBrowser } from '#platform/user-agent.ts'
import { endOtherSessions, endSession } from '#use-cases/manage-account/end-sessions.ts'
import { signOut } from '#use-cases/sign-in/sign-out.ts'
import type { ActiveSession } from '#identity/sessions/active-sessions.store.ts'
import type { Translate } from '#locales/messages.ts'
import { locateAddress } from '#platform/network-location.ts'
import type { Env, Deps } from '#journeys/flow/sign-in-flow.ts'
import { accountPage, requireSession, type SignedInFlow } from '#journeys/flow/require-session.ts'
import { askFirst } from '#journeys/parts/ask-first.ts'
import { flashNotice } from '../parts/flash.ts'
import { withFlash } from '@sluis/server-kit/flash'

const PATH = '/account/sessions'
const FLASHES = { ended: 'sessions.said.ended', others: 'sessions.said.others' } as const

export function mySessions(deps: Deps) {
  const { identity, clock } = deps
  const routes = new Hono<Env>()
  routes.get(
    '/',
    requireSession(deps, PATH, async (c, flow) => {
      const { t, person, session } = flow
      const csrf = c.get('csrfToken')
      const activeSessions = await identity.activeSessions.listByPerson(person.id, flow.now)
      const here = activeSessions.filter(({ id }) => id === session.id)
      const others = activeSessions.filter(({ id, isSignedIn }) => id !== session.id && isSignedIn)
      const earlier = activeSessions.filter(({ id, isSignedIn }) => id !== session.id && !isSignedIn)
      const rows = (ended: ActiveSession[]) => ended.map((activeSession) => row(flow, activeSession, csrf))
      const content = html`${flashNotice(c, t, FLASHES)}
<h1>${t('sessions.title')}</h1>
<p class="lead">${t('sessions.lead')}</p>
${listRows([...here.map((activeSession) => row(flow, activeSession, null)), ...rows(others)])}
${others.length === 0 ? emptyState({ title: t('sessions.none'), content: t('sessions.none-body') }) : ''}
${earlier.length === 0 ? '' : html`<h2>${t('sessions.earlier')}</h2><p>${t('sessions.earlier-lead')}</p>${listRows(rows(earlier))}`}
${others.length + earlier.length === 0 ? '' : html`<p class="small muted">${t('sessions.help')}</p>`}
${actions([
  ...(others.length + earlier.length > 0
    ? [
        askFirst(`${PATH}/others`, csrf, {
          text: t('sessions.others'),
          go: t('sessions.end-go'),
          question: t('sessions.others-ask'),
        }),
      ]
    : []),
  askFirst('/sign-out', csrf, {
    text: t('sessions.all'),
    go: t('sessions.end-go'),
    question: t('sessions.all-ask'),
    field: { name: 'where', value: 'everywhere' },
  }),
])}`
      return c.html(
        accountPage(c, deps, flow, { here: '/account', title: t('sessions.title'), content, help: 'sessions' }),
      )
    }),
  )

  routes.post(
    '/others',
    requireSession(deps, PATH, async (c, flow) => {
      await endOtherSessions(identity, flow.session, clock.now())
      return c.redirect(withFlash(c, `${PATH}?flash=others`), 303)
    }),
  )

  routes.post(
    '/:id/end',
    requireSession(deps, PATH, async (c, flow) => {
      const id = c.req.param('id') ?? ''
      if (id === flow.session.id) {
        await signOut(identity, flow.session, 'here', clock.now())
        return c.redirect('/sign-out', 303)
      }
      const ended = await endSession(identity, flow.session, id, clock.now())
      // Somebody else's, and none, look the same.
      return ended ? c.redirect(withFlash(c, `${PATH}?flash=ended`), 303) : c.notFound()
    }),
  )
  return routes
}

/** A device that was let in goes by its application: it names itself as it likes. */
const nameOf = (t: Translate, { isDevice, applications, browser }: ActiveSession): string => {
  if (!isDevice) return formatBrowser(t, browser)
  return applications.length === 0 ? t('sessions.device') : t('sessions.device-of', { apps: applications.join(', ') })
}

/** `csrf`: null for the session of this request, which has no button. */
function row({ t }: SignedInFlow, activeSession: ActiveSession, csrf: string | null) {
  const format = t.dates
  const browser = nameOf(t, activeSession)
  const since = format.dayAndTime(activeSession.signedInAt)
  const place = activeSession.origin === null ? null : locateAddress(activeSession.origin)
  const lines = [
    t('sessions.since', { when: since }),
    ...(place === null ? [] : [t('sessions.place', { place: formatLocation(t, place) })]),
    // Of a device it is not known: it shows what it holds to its application alone.
    ...(csrf === null || activeSession.isDevice
      ? []
      : [t('sessions.active', { when: format.dayAndTime(activeSession.lastSeenAt) })]),
    ...(activeSession.applications.length > 0 && !activeSession.isDevice
      ? [
          t(activeSession.isSignedIn ? 'sessions.apps' : 'sessions.open-apps', {
            apps: activeSession.applications.join(', '),
          }),
        ]
      : []),
  ]
  return {
    title: browser,
    badge: csrf === null ? badge({ kind: 'good', text: t('sessions.this') }) : undefined,
    detail: html`${lines.map((line, index) => html`${index > 0 ? html`<br>` : ''}${line}`)}`,
    actions:
      csrf === null
        ? undefined
        : askFirst(`${PATH}/${activeSession.id}/end`, csrf, {
            text: t('sessions.end'),
            go: t('sessions.end-go'),
            question: t('sessions.end-ask'),
            about: t('sessions.end-about', { browser, when: since }),
          }),
  }
}
