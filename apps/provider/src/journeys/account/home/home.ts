// Home: where to go from here, and the state of the account.
import { emptyState, type Html } from '@sluis/design'
import { Hono } from 'hono'
import { html } from 'hono/html'
import type { Env, Deps } from '#journeys/flow/sign-in-flow.ts'
import { accountPage, requireSession } from '#journeys/flow/require-session.ts'
import { ownApps, searchForm } from './home-apps.ts'
import { BANNERS } from './home-banners.ts'
import { passkeyOffer } from '#journeys/parts/passkey-offer.ts'
import { flashNotice } from '../parts/flash.ts'
import { securityRow } from '../parts/security.ts'

const MAX_QUERY_CHARACTERS = 100

export function home(deps: Deps) {
  const routes = new Hono<Env>()
  routes.get(
    '/',
    requireSession(deps, '/', async (c, flow) => {
      const offer = await passkeyOffer(c, deps, flow.signIn, '/')
      if (offer !== null) return c.redirect(offer, 303)
      const { t, person, now } = flow
      const query = (c.req.query('q') ?? '').slice(0, MAX_QUERY_CHARACTERS).trim()
      const listing = { query, showsAll: c.req.query('show') === 'all' }
      const record = await deps.identity.home.read(person.id, now)
      const { applications, employments } = record
      const banners: (Html | '')[] = []
      for (const banner of BANNERS) banners.push(await banner(deps, flow, record))
      // The one green button: what has to be done first, or else the way on where there is only one.
      const isOnlyWay = flow.signIn.facts.hasSecondFactor && applications.length === 1
      const security = securityRow(c, flow, record)
      const title = t('home.title', { name: person.name })
      const content = html`${flashNotice(c, t)}<h1>${title}</h1>
${security}
${banners}
<h2>${t('home.apps')}</h2>
${searchForm(t, employments, query)}
${applications.length > 0 ? ownApps(t, applications, employments, listing, isOnlyWay ? 'go' : 'quiet') : emptyState({ title: t('home.no-apps'), content: t('home.no-apps-body') })}`
      return c.html(accountPage(c, deps, flow, { here: '/', title, content }))
    }),
  )
  return routes
}
