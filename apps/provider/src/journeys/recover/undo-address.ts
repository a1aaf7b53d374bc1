// The link in the mail to somebody's old address: looking changes nothing, the button brings the address back and logs
// everybody out. It works without signing in.
import { actions, button, linkButton, notice, type Html } from '@sluis/design'
import { Hono } from 'hono'
import type { Context } from 'hono'
import { html } from 'hono/html'
import { undoByLink } from '#use-cases/manage-account/change-email.ts'
import { clearCookie, SESSION_COOKIE } from '#platform/cookies.ts'
import { languageOf } from '#platform/language.ts'
import { form, toSameAddress } from '../flow/forms.ts'
import { pageNotes } from '../flow/page-notes.ts'
import type { Env, Deps } from '../flow/sign-in-flow.ts'

const NOTES = pageNotes<{ email: string }>()

const TOKEN = /^[\w-]{43}$/

export function undoAddress(deps: Deps) {
  const { identity, clock, renderer } = deps
  const routes = new Hono<Env>()
  routes.get('/done', (c) => {
    const note = NOTES.read(c, deps)
    return note ? c.html(done(c, note.email)) : c.redirect('/sign-in', 303)
  })
  routes.get('/:token', async (c) => {
    const t = renderer.t(languageOf(c))
    const token = c.req.param('token')
    const change = TOKEN.test(token) ? await identity.emailChanges.findUndoable(token, clock.now()) : undefined
    if (!change) return c.html(over(c), 410)
    const content = html`<h1>${t('undo.title')}</h1><p class="lead">${t('undo.body', { email: change.previousEmail })}</p>
${form(`/undo-address/${token}`, c.get('csrfToken'), actions([button({ text: t('undo.button'), kind: 'danger', wide: true })]))}
<p class="small muted">${t('undo.was-me')}</p>`
    return c.html(
      renderer.step(c, t, { title: t('undo.title'), content, bodyId: 'undo-address', help: 'email-address' }),
    )
  })
  routes.post('/:token', async (c) => {
    const token = c.req.param('token')
    const undone = TOKEN.test(token)
      ? await undoByLink(deps, token, { origin: deps.addressOf(c), now: clock.now() })
      : null
    if (!undone?.ok) return toSameAddress(c)
    clearCookie(c, SESSION_COOKIE)
    return NOTES.redirect(c, deps, '/undo-address/done', { email: undone.value.email })
  })
  return routes

  function done(c: Context<Env>, email: string): Html {
    const t = renderer.t(languageOf(c))
    const content = html`<h1>${t('undo.done-title')}</h1><p class="lead">${t('undo.done-body', { email })}</p>
${notice({ kind: 'warning', kindText: t('notice.warning'), content: t('undo.done-next') })}
${actions([linkButton({ text: t('locked.choose'), href: '/forgotten', wide: true })])}`
    return renderer.step(c, t, {
      title: t('undo.done-title'),
      content,
      bodyId: 'undo-address-done',
      help: 'forgot-password',
    })
  }

  function over(c: Context<Env>): Html {
    const t = renderer.t(languageOf(c))
    const content = html`<h1>${t('undo.over-title')}</h1><p class="lead">${t('undo.over-body')}</p><p>${t('undo.over-next')}</p>`
    return renderer.step(c, t, { title: t('undo.over-title'), content, bodyId: 'undo-address-over', help: 'not-me' })
  }
}
