// My details: how well the account is protected, and then a card a section, each in a file of its own, with the list of
// them.
import type { Html } from '@sluis/design'
import { Hono } from 'hono'
import { html } from 'hono/html'
import type { MessageKey } from '#locales/messages.ts'
import { ENROL_ADDRESSES } from '#journeys/flow/access-requirements.ts'
import type { Env, Deps } from '#journeys/flow/sign-in-flow.ts'
import { accountPage, requireSession } from '#journeys/flow/require-session.ts'
import { keptRequestBar } from '#journeys/parts/kept-request.ts'
import { accessSection } from './access-section.ts'
import { activitySection } from '../sessions/activity-section.ts'
import { devicesSection } from '../sessions/devices-section.ts'
import { passkeysSection } from '../factors/passkeys-section.ts'
import { personSection } from './person-section.ts'
import { flashNotice } from '../parts/flash.ts'
import type { Section } from '../parts/section.ts'
import { securityCard } from '../parts/security.ts'
import { twoStepSection } from '../factors/two-step-section.ts'

const SECTIONS: readonly { id: string; title: MessageKey; render: Section }[] = [
  { id: 'you', title: 'account.you', render: personSection },
  { id: 'two-step', title: 'two-step.title', render: twoStepSection },
  { id: 'passkeys', title: 'account.passkeys', render: passkeysSection },
  { id: 'access', title: 'account.access', render: accessSection },
  { id: 'devices', title: 'account.sessions', render: devicesSection },
  { id: 'activity', title: 'account.activity', render: activitySection },
]

export function myDetails(deps: Deps) {
  const routes = new Hono<Env>()
  routes.get(
    '/',
    requireSession(deps, '/account', async (c, flow) => {
      const { t, person, now } = flow
      const details = await deps.identity.details.read(person.id, now)
      const cards: Html[] = []
      // One after the other: the demo's database has one connection anyway.
      for (const { id, title, render } of SECTIONS)
        cards.push(
          await html`<section class="card stack" id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${t(title)}</h2>${await render(deps, { ...flow, details, csrf: c.get('csrfToken') })}</section>`,
        )
      const content = html`${flashNotice(c, t)}<h1>${t('account.title')}</h1>${await keptRequestBar(c, deps, flow)}
${securityCard(c, flow)}
<nav aria-label="${t('account.on-this-page')}"><ul class="row">${SECTIONS.map(({ id, title }) => html`<li><a href="#${id}">${t(title)}</a></li>`)}</ul></nav>
${cards}`
      return c.html(accountPage(c, deps, flow, { here: '/account', title: t('account.title'), content }))
    }),
  )

  // The sign-in to these addresses sets up a second factor; after it the person has one.
  for (const address of ENROL_ADDRESSES)
    routes.get(
      address.replace('/account', ''),
      requireSession(deps, address, (c) => c.redirect('/account#two-step', 303)),
    )
  return routes
}
