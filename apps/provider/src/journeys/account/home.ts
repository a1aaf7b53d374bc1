// Home: where to go from here, and how the account stands.
import { emptyState, type Html } from '@sluis/design'
import { Hono } from 'hono'
import { html } from 'hono/html'
import type { Env, Needs } from '../way.ts'
import { accountPage, signedIn } from '../signed-in.ts'
import { ownApps, searchForm } from './home-apps.ts'
import { BANNERS } from './home-banners.ts'
import { passkeyOffer } from '../passkey-offer.ts'
import { saidNotice } from './said.ts'

const MOST_SOUGHT = 100

export function home(needs: Needs) {
  const routes = new Hono<Env>()
  routes.get(
    '/',
    signedIn(needs, '/', async (c, way) => {
      const offer = await passkeyOffer(c, needs, way.stand, '/')
      if (offer !== null) return c.redirect(offer, 303)
      const { t, person, now } = way
      const sought = (c.req.query('q') ?? '').slice(0, MOST_SOUGHT).trim()
      const applications = await needs.identity.applications.listByPerson(person.id)
      const companies = await needs.identity.companies.employmentsOf(person.id, now)
      const banners: (Html | '')[] = []
      for (const banner of BANNERS) banners.push(await banner(needs, way))
      const title = t('home.title', { name: person.name })
      const content = html`${saidNotice(c, t)}<h1>${title}</h1>
${banners}
<h2>${t('home.apps')}</h2>
${searchForm(t, companies.length, sought)}
${applications.length > 0 ? ownApps(t, applications, companies, sought) : emptyState({ title: t('home.no-apps'), content: t('home.no-apps-body') })}`
      return c.html(accountPage(c, needs, way, { here: '/', title, content }))
    }),
  )
  return routes
}
