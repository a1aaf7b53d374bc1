// The second half of "New phone?": the new one works, so the old entry can go. It can be left and come back to: which
// entries are older is a fact, not a position.
import { actions, button, linkButton, notice, type Html } from '@sluis/design'
import { dateFormatter } from '@sluis/server-kit'
import { Hono } from 'hono'
import type { Context } from 'hono'
import { html } from 'hono/html'
import { isUsable } from '#identity/second-factors/factors.ts'
import type { TotpFactor } from '#identity/second-factors/totp.ts'
import { removeFactor } from '#identity/second-factors/remove-factor.service.ts'
import { form } from '../forms.ts'
import { accountPage, signedIn, type SignedInWay } from '../signed-in.ts'
import type { Env, Needs } from '../way.ts'
import { provedByFactor } from './proved-by-factor.ts'
import { removalRefused } from './remove-app.ts'
import { saidNotice } from './said.ts'

const HERE = '/account/authenticators/new-phone/old'

export function oldPhone(needs: Needs) {
  const routes = new Hono<Env>()
  routes.get(
    '/',
    signedIn(needs, null, async (c, way) => {
      const old = await olderOf(way)
      return old.length > 0 ? c.html(page(c, way, old)) : c.redirect('/account?said=app-added#two-step', 303)
    }),
  )
  routes.post(
    '/',
    signedIn(
      needs,
      null,
      provedByFactor(needs, async (c, way) => {
        const id = c.get('form').text('entry')
        if (!(await olderOf(way)).some((app) => app.id === id)) return c.redirect(HERE, 303)
        const removed = await removeFactor(needs, way.session, way.person, id, needs.clock.now())
        if (!removed.ok) return removalRefused(c, needs, way, removed.refusal)
        return c.redirect(
          (await olderOf(way)).length > 0 ? `${HERE}?said=app-removed` : '/account?said=moved#two-step',
          303,
        )
      }),
    ),
  )
  return routes

  /** All but the newest. */
  async function olderOf({ person }: SignedInWay): Promise<TotpFactor[]> {
    return (await needs.identity.totp.listByPerson(person.id)).filter(isUsable).slice(1)
  }

  function page(c: Context<Env>, way: SignedInWay, old: readonly TotpFactor[]): Html {
    const { t } = way
    const words = dateFormatter(t.language, 'Europe/Amsterdam')
    const cards = old.map(
      (app, at) => html`<section class="card stack"><h2>${app.name || t('two-step.app')}</h2>
<p><bdi>Sluis: ${app.label}</bdi><br><span class="muted small">${t('two-step.since', { date: words.day(app.enrolledAt) })} · ${t('two-step.last-used', { when: words.dayAndTime(app.lastUsedAt) })}</span></p>
${form(HERE, c.get('csrfToken'), html`<input type="hidden" name="entry" value="${app.id}">${actions([button({ text: t('old-phone.remove'), kind: at === 0 && old.length === 1 ? 'go' : 'quiet', about: app.label })])}`)}</section>`,
    )
    const content = html`${saidNotice(c, t)}<h1>${t('old-phone.title')}</h1>
<p class="lead">${t('old-phone.lead')}</p>
${cards}
${notice({ kind: 'info', kindText: t('notice.info'), content: t('old-phone.delete') })}
<p>${t('old-phone.keep')} <a href="/account#two-step">${t('old-phone.keep-link')}</a></p>
${old.length === 1 ? '' : actions([linkButton({ text: t('old-phone.done'), href: '/account#two-step' })])}`
    return accountPage(c, needs, way, { here: '/account', title: t('old-phone.title'), content, help: 'new-phone' })
  }
}
