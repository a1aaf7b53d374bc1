// The second half of "New phone?": the new one works and can be named, so the old entry can go. The person can leave
// and come back: which entries are older is read from the database, not from a step.
import { actions, button, field, linkButton, notice, type Html } from '@sluis/design'
import { Hono } from 'hono'
import type { Context } from 'hono'
import { html } from 'hono/html'
import { MAX_NAME_CHARACTERS, parseFactorName } from '#identity/second-factors/factor-name.ts'
import { isUsable } from '#identity/second-factors/factors.ts'
import type { TotpFactor } from '#identity/second-factors/totp.ts'
import { removeFactor } from '#use-cases/manage-factors/remove-factor.ts'
import { renameFactor } from '#use-cases/manage-factors/rename-factor.ts'
import { form } from '#journeys/flow/forms.ts'
import { pageNotes } from '#journeys/flow/page-notes.ts'
import { accountPage, requireSession, type SignedInFlow } from '#journeys/flow/require-session.ts'
import type { Env, Deps } from '#journeys/flow/sign-in-flow.ts'
import { entryName } from '#journeys/parts/issuer.ts'
import { authenticatorRemoval } from './authenticator-page.ts'
import { namedFlash } from './own-factor.ts'
import { provedByFactor } from './proved-by-factor.ts'
import { removalPage } from './removal-pages.ts'
import { flashNotice } from '../parts/flash.ts'
import { withFlash } from '@sluis/server-kit/flash'

/** A name that is too long. */
const NOTES = pageNotes<{ typed: string }>()

const PATH = '/account/authenticators/new-phone/old'

/** The newest, and all before it. */
type Apps = { newest: TotpFactor; old: readonly TotpFactor[] }

export function oldPhone(deps: Deps) {
  const routes = new Hono<Env>()
  routes.get(
    '/',
    withApps((c, flow, apps) => {
      const asked = apps.old.find(({ id }) => id === c.req.query('entry'))
      if (asked) return c.html(removePage(c, flow, asked))
      const typed = NOTES.read(c, deps)?.typed
      return c.html(page(c, flow, apps, typed), typed === undefined ? 200 : 422)
    }),
  )
  routes.post(
    '/',
    withApps(async (c, flow, apps) => {
      const id = c.get('form').text('entry')
      if (id === apps.newest.id) return name(c, flow, apps)
      if (!apps.old.some((app) => app.id === id)) return c.redirect(PATH, 303)
      return provedByFactor((_c, proved) => remove(c, proved, id, apps.old.length === 1))(c, flow)
    }),
  )
  return routes

  /** Where there is no older one any more, the phone has moved. */
  function withApps(serve: (c: Context<Env>, flow: SignedInFlow, apps: Apps) => Promise<Response> | Response) {
    return requireSession(deps, null, async (c, flow) => {
      const [newest, ...old] = (await deps.identity.totp.listByPerson(flow.person.id)).filter(isUsable)
      return newest && old.length > 0
        ? serve(c, flow, { newest, old })
        : c.redirect(withFlash(c, '/account?flash=app-added'), 303)
    })
  }

  async function name(c: Context<Env>, flow: SignedInFlow, apps: Apps): Promise<Response> {
    const typed = c.get('form').text('name')
    const chosen = parseFactorName(typed)
    if (chosen === null) return NOTES.redirect(c, deps, PATH, { typed })
    const isRenamed = await renameFactor(deps, flow.session, apps.newest, chosen, flow.now)
    return c.redirect(withFlash(c, `${PATH}?flash=${namedFlash(isRenamed, chosen)}`), 303)
  }

  async function remove(c: Context<Env>, flow: SignedInFlow, id: string, isLast: boolean): Promise<Response> {
    const removed = await removeFactor(deps, flow.session, flow.person, id, deps.clock.now())
    // The page of its removal says why not.
    if (!removed.ok) return c.redirect(`/account/authenticators/${id}/remove`, 303)
    return c.redirect(withFlash(c, isLast ? '/account?flash=moved' : `${PATH}?flash=app-removed`), 303)
  }

  function page(c: Context<Env>, flow: SignedInFlow, { newest, old }: Apps, tooLong: string | undefined): Html {
    const { t } = flow
    const error = tooLong === undefined ? undefined : t('app.name-long', { most: MAX_NAME_CHARACTERS })
    const csrf = c.get('csrfToken')
    const format = t.dates
    const entry = (app: TotpFactor) => html`<bdi>${entryName(app.label)}</bdi>`
    const cards = old.map(
      (app) => html`<section class="card stack"><h2>${app.name || t('two-step.app')}</h2>
<p>${entry(app)}<br><span class="muted small">${t('two-step.since', { date: format.day(app.enrolledAt) })} · ${t('two-step.last-used', { when: format.dayAndTime(app.lastUsedAt) })}</span></p>
${actions([linkButton({ text: t('old-phone.remove'), href: `${PATH}?entry=${app.id}`, kind: 'quiet' })])}</section>`,
    )
    const content = html`${flashNotice(c, t)}<h1>${t('old-phone.title')}</h1>
<section class="card stack"><h2>${t('old-phone.new')}</h2><p>${entry(newest)}</p>
${form(
  PATH,
  csrf,
  html`<input type="hidden" name="entry" value="${newest.id}">${field({ id: 'name', label: t('app.name-label'), hint: t('app.name-hint'), value: tooLong ?? newest.name, error, autocomplete: 'off' })}
${actions([button({ text: t('app.name-button'), kind: 'quiet' })])}`,
)}</section>
<p>${t('old-phone.lead')}</p>
${cards}
${notice({ kind: 'info', kindText: t('notice.info'), content: t('old-phone.delete') })}
<p>${t('old-phone.keep')} <a href="/account#two-step">${t('old-phone.keep-link')}</a></p>`
    return accountPage(c, deps, flow, {
      here: '/account',
      title: t('old-phone.title'),
      content,
      error: error === undefined ? undefined : { text: error, field: 'name' },
      help: 'new-phone',
    })
  }

  function removePage(c: Context<Env>, flow: SignedInFlow, app: TotpFactor): Html {
    const removal = { ...authenticatorRemoval(flow.t, app), keep: { text: flow.t('page.back'), href: PATH } }
    return removalPage(c, deps, flow, PATH, removal, { help: 'new-phone', fields: { entry: app.id } })
  }
}
