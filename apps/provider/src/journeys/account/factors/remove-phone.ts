// Removing the telephone number: asked once more, and refused where it is the last factor and must stay.
import { Hono } from 'hono'
import { findRemovalRefusal, removeFactor } from '#use-cases/manage-factors/remove-factor.ts'
import { lastDigits } from '#identity/phones/phone-number.ts'
import { requireSession } from '#journeys/flow/require-session.ts'
import type { Env, Deps } from '#journeys/flow/sign-in-flow.ts'
import { provedByFactor } from './proved-by-factor.ts'
import { removalPage, removalRefused } from './removal-pages.ts'
import { withFlash } from '@sluis/server-kit/flash'

const PATH = '/account/phone/remove'

export function removePhone(deps: Deps) {
  const { identity, clock } = deps
  const routes = new Hono<Env>()
  routes.get(
    '/',
    requireSession(
      deps,
      null,
      provedByFactor(async (c, flow) => {
        const { t, person } = flow
        const phone = await identity.phones.findByPerson(person.id)
        if (!phone) return c.redirect('/account/phone', 303)
        const refusal = await findRemovalRefusal(identity, person.id, phone.id, flow.now)
        if (refusal !== null) return removalRefused(c, deps, flow, refusal)
        const removal = {
          title: t('number.remove-title'),
          lead: t('number.remove-lead', { digits: lastDigits(phone.e164) }),
          after: t('number.remove-then'),
          go: t('number.remove-button'),
          keep: { text: t('page.back'), href: '/account/phone' },
        }
        return c.html(removalPage(c, deps, flow, PATH, removal, { bodyId: 'phone-remove', help: 'phone-number' }))
      }),
    ),
  )
  routes.post(
    '/',
    requireSession(
      deps,
      PATH,
      provedByFactor(async (c, flow) => {
        const phone = await identity.phones.findByPerson(flow.person.id)
        if (!phone) return c.redirect('/account/phone', 303)
        const removed = await removeFactor(deps, flow.session, flow.person, phone.id, clock.now())
        // The page says why not.
        return c.redirect(removed.ok ? withFlash(c, '/account?flash=number-removed') : PATH, 303)
      }),
    ),
  )
  return routes
}
