// "This was not me": the page behind the link of a notice. Looking changes nothing, since mail scanners look too; the
// button closes the account.
import { actions, button, linkButton, notice, type Html } from '@sluis/design'
import { Hono } from 'hono'
import { html } from 'hono/html'
import { lockAccountByLink } from '#use-cases/recover-account/lock-account.ts'
import { clearCookie, SESSION_COOKIE } from '#platform/cookies.ts'
import { languageOf } from '#platform/language.ts'
import { form, toSameAddress } from '../flow/forms.ts'
import { recoverySteps, toLockedPage } from '../parts/account-locked.ts'
import type { Env, Deps } from '../flow/sign-in-flow.ts'

const TOKEN = /^[\w-]{43}$/

export function notMe(deps: Deps) {
  const { identity, clock, renderer } = deps
  const routes = new Hono<Env>()
  routes.get('/:token', async (c) => {
    const t = renderer.t(languageOf(c))
    const token = c.req.param('token')
    if (!TOKEN.test(token) || (await identity.notMe.personOf(token, clock.now())) === undefined)
      return c.html(over(c, t), 410)
    const content = html`<h1>${t('not-me.title')}</h1><p class="lead">${t('not-me.body')}</p>
${notice({ kind: 'warning', kindText: t('notice.warning'), content: t('not-me.what') })}
${form(`/not-me/${token}`, c.get('csrfToken'), actions([button({ text: t('not-me.button'), kind: 'danger', wide: true })]))}
<p class="small muted">${t('not-me.was-me')}</p>`
    return c.html(renderer.step(c, t, { title: t('not-me.title'), content, bodyId: 'not-me', help: 'not-me' }))
  })
  routes.post('/:token', async (c) => {
    const token = c.req.param('token')
    const locked = TOKEN.test(token) ? await lockAccountByLink(deps, token, deps.addressOf(c), clock.now()) : null
    if (!locked?.ok) return toSameAddress(c)
    clearCookie(c, SESSION_COOKIE)
    return toLockedPage(c, deps, locked.value.id, '/', true)
  })
  return routes

  function over(c: Parameters<typeof renderer.step>[0], t: ReturnType<typeof renderer.t>): Html {
    const content = html`<h1>${t('not-me.over-title')}</h1><p class="lead">${t('not-me.over-body')}</p>
${recoverySteps(t, 'new-password')}
${actions([linkButton({ text: t('locked.help'), href: '/help?at=locked#locked', kind: 'link' })])}`
    return renderer.step(c, t, { title: t('not-me.over-title'), content, bodyId: 'not-me-over', help: 'not-me' })
  }
}
