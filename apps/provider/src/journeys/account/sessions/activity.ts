// Activity: what happened to the account in the last 90 days, by day, in plain words, and what to do if it was somebody
// else.
import { actions, button, emptyState, linkButton, listRows, notice } from '@sluis/design'
import { Hono } from 'hono'
import { html } from 'hono/html'
import { lockOwnAccount } from '#use-cases/recover-account/lock-own-account.ts'
import { clearCookie, SESSION_COOKIE } from '#platform/cookies.ts'
import { form } from '#journeys/flow/forms.ts'
import { toLockedPage } from '#journeys/parts/account-locked.ts'
import type { Env, Deps } from '#journeys/flow/sign-in-flow.ts'
import { accountPage, requireSession } from '#journeys/flow/require-session.ts'
import { recentActivity } from './activity-messages.ts'

const PATH = '/account/activity'
const PAGE_SIZE = 50

export function activity(deps: Deps) {
  const routes = new Hono<Env>()
  routes.get(
    '/',
    requireSession(deps, PATH, async (c, flow) => {
      const { t, person, now } = flow
      const before = /^[1-9]\d{0,8}$/.test(c.req.query('before') ?? '') ? Number(c.req.query('before')) : null
      const entries = await recentActivity(deps.identity, t, person.id, now, PAGE_SIZE + 1, before)
      const shown = entries.slice(0, PAGE_SIZE)
      const format = t.dates
      const days = [...Map.groupBy(shown, ({ at }) => format.day(at))]
      const content = html`<h1>${t('activity.title')}</h1>
<p class="lead">${t('activity.lead')}</p>
${days.map(([day, its]) => html`<h2>${day}</h2>${listRows(its.map(({ at, text, detail }) => ({ title: text, detail: [format.time(at), detail].filter(Boolean).join(' · ') })))}`)}
${shown.length === 0 ? emptyState({ title: t('activity.none'), content: t('activity.none-body') }) : ''}
${
  before !== null || entries.length > PAGE_SIZE
    ? actions([
        ...(entries.length > PAGE_SIZE
          ? [linkButton({ text: t('activity.older'), href: `${PATH}?before=${shown.at(-1)!.seq}`, kind: 'quiet' })]
          : []),
        ...(before === null ? [] : [linkButton({ text: t('activity.newest'), href: PATH, kind: 'quiet' })]),
      ])
    : ''
}
<section class="card stack"><h2>${t('activity.not-you')}</h2><p>${t('activity.not-you-body')}</p>${actions([linkButton({ text: t('activity.lock'), href: `${PATH}/lock`, kind: 'quiet' })])}</section>`
      return c.html(
        accountPage(c, deps, flow, { here: '/account', title: t('activity.title'), content, help: 'not-me' }),
      )
    }),
  )

  routes.get(
    '/lock',
    requireSession(deps, PATH, (c, flow) => {
      const { t } = flow
      const content = html`<h1>${t('activity.lock-title')}</h1>
${notice({ kind: 'warning', kindText: t('notice.warning'), content: t('not-me.what') })}
${form(`${PATH}/lock`, c.get('csrfToken'), actions([button({ text: t('activity.lock'), kind: 'danger' }), linkButton({ text: t('page.back'), href: PATH, kind: 'quiet' })]))}`
      return c.html(
        accountPage(c, deps, flow, { here: '/account', title: t('activity.lock-title'), content, help: 'not-me' }),
      )
    }),
  )
  routes.post(
    '/lock',
    requireSession(deps, PATH, async (c, flow) => {
      const locked = await lockOwnAccount(deps, flow.person, deps.addressOf(c), flow.now)
      clearCookie(c, SESSION_COOKIE)
      return toLockedPage(c, deps, locked.id, '/', true)
    }),
  )
  return routes
}
