// The second half of "New phone?": the new one works, so the old entry can go. The person can leave and come back:
// which entries are older is read from the database, not from a step.
import { actions, button, linkButton, notice, type Html } from '@sluis/design'
import { Hono } from 'hono'
import type { Context } from 'hono'
import { html } from 'hono/html'
import { isUsable } from '#identity/second-factors/factors.ts'
import type { TotpFactor } from '#identity/second-factors/totp.ts'
import { removeFactor } from '#use-cases/manage-factors/remove-factor.ts'
import { form } from '#journeys/flow/forms.ts'
import { accountPage, requireSession, type SignedInFlow } from '#journeys/flow/require-session.ts'
import type { Env, Deps } from '#journeys/flow/sign-in-flow.ts'
import { provedByFactor } from './proved-by-factor.ts'
import { removalRefused } from './removal-pages.ts'
import { flashNotice } from '../parts/flash.ts'

const PATH = '/account/authenticators/new-phone/old'

export function oldPhone(deps: Deps) {
  const routes = new Hono<Env>()
  routes.get(
    '/',
    requireSession(deps, null, async (c, flow) => {
      const old = await olderOf(flow)
      return old.length > 0 ? c.html(page(c, flow, old)) : c.redirect('/account?flash=app-added#two-step', 303)
    }),
  )
  routes.post(
    '/',
    requireSession(
      deps,
      null,
      provedByFactor(deps, async (c, flow) => {
        const id = c.get('form').text('entry')
        if (!(await olderOf(flow)).some((app) => app.id === id)) return c.redirect(PATH, 303)
        const removed = await removeFactor(deps, flow.session, flow.person, id, deps.clock.now())
        if (!removed.ok) return removalRefused(c, deps, flow, removed.refusal)
        return c.redirect(
          (await olderOf(flow)).length > 0 ? `${PATH}?flash=app-removed` : '/account?flash=moved#two-step',
          303,
        )
      }),
    ),
  )
  return routes

  /** All but the newest. */
  async function olderOf({ person }: SignedInFlow): Promise<TotpFactor[]> {
    return (await deps.identity.totp.listByPerson(person.id)).filter(isUsable).slice(1)
  }

  function page(c: Context<Env>, flow: SignedInFlow, old: readonly TotpFactor[]): Html {
    const { t } = flow
    const format = t.dates
    const cards = old.map(
      (app, at) => html`<section class="card stack"><h2>${app.name || t('two-step.app')}</h2>
<p><bdi>Sluis: ${app.label}</bdi><br><span class="muted small">${t('two-step.since', { date: format.day(app.enrolledAt) })} · ${t('two-step.last-used', { when: format.dayAndTime(app.lastUsedAt) })}</span></p>
${form(PATH, c.get('csrfToken'), html`<input type="hidden" name="entry" value="${app.id}">${actions([button({ text: t('old-phone.remove'), kind: at === 0 && old.length === 1 ? 'go' : 'quiet', about: app.label })])}`)}</section>`,
    )
    const content = html`${flashNotice(c, t)}<h1>${t('old-phone.title')}</h1>
<p class="lead">${t('old-phone.lead')}</p>
${cards}
${notice({ kind: 'info', kindText: t('notice.info'), content: t('old-phone.delete') })}
<p>${t('old-phone.keep')} <a href="/account#two-step">${t('old-phone.keep-link')}</a></p>
${old.length === 1 ? '' : actions([linkButton({ text: t('old-phone.done'), href: '/account#two-step' })])}`
    return accountPage(c, deps, flow, { here: '/account', title: t('old-phone.title'), content, help: 'new-phone' })
  }
}
