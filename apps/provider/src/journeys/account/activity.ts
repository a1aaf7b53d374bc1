// Activity: what happened to the account in the last 90 days, by day, in plain words, and the way on for whoever did
// not do it.
import { actions, button, emptyState, linkButton, listRows, notice } from '@sluis/design'
import { dateFormatter } from '@sluis/server-kit'
import { Hono } from 'hono'
import { html } from 'hono/html'
import { lockAccount } from '#identity/people/lock-account.service.ts'
import { clearCookie, SESSION_COOKIE } from '#platform/cookies.ts'
import { form } from '../forms.ts'
import { lockedPage } from '../frozen.ts'
import type { Env, Needs } from '../way.ts'
import { accountPage, signedIn } from '../signed-in.ts'
import { recentActivity } from './activity-words.ts'

const HERE = '/account/activity'
const A_PAGE = 50

export function activity(needs: Needs) {
  const routes = new Hono<Env>()
  routes.get(
    '/',
    signedIn(needs, HERE, async (c, way) => {
      const { t, person, now } = way
      const before = /^[1-9]\d{0,8}$/.test(c.req.query('before') ?? '') ? Number(c.req.query('before')) : null
      const entries = await recentActivity(needs.identity, t, person.id, now, A_PAGE + 1, before)
      const shown = entries.slice(0, A_PAGE)
      const words = dateFormatter(t.language, 'Europe/Amsterdam')
      const days = [...Map.groupBy(shown, ({ at }) => words.day(at))]
      const content = html`<h1>${t('activity.title')}</h1>
<p class="lead">${t('activity.lead')}</p>
${days.map(([day, its]) => html`<h2>${day}</h2>${listRows(its.map(({ at, text, detail }) => ({ title: text, detail: [words.time(at), detail].filter(Boolean).join(' · ') })))}`)}
${shown.length === 0 ? emptyState({ title: t('activity.none'), content: t('activity.none-body') }) : ''}
${
  before !== null || entries.length > A_PAGE
    ? actions([
        ...(entries.length > A_PAGE
          ? [linkButton({ text: t('activity.older'), href: `${HERE}?before=${shown.at(-1)!.seq}`, kind: 'quiet' })]
          : []),
        ...(before === null ? [] : [linkButton({ text: t('activity.newest'), href: HERE, kind: 'quiet' })]),
      ])
    : ''
}
<section class="card stack"><h2>${t('activity.not-you')}</h2><p>${t('activity.not-you-body')}</p>${actions([linkButton({ text: t('activity.lock'), href: `${HERE}/lock`, kind: 'quiet' })])}</section>`
      return c.html(
        accountPage(c, needs, way, { here: '/account', title: t('activity.title'), content, help: 'not-me' }),
      )
    }),
  )

  routes.get(
    '/lock',
    signedIn(needs, HERE, (c, way) => {
      const { t } = way
      const content = html`<h1>${t('activity.lock-title')}</h1>
${notice({ kind: 'warning', kindText: t('notice.warning'), content: t('not-me.what') })}
${form(`${HERE}/lock`, c.get('csrfToken'), actions([button({ text: t('activity.lock'), kind: 'danger' }), linkButton({ text: t('page.back'), href: HERE, kind: 'quiet' })]))}`
      return c.html(
        accountPage(c, needs, way, { here: '/account', title: t('activity.lock-title'), content, help: 'not-me' }),
      )
    }),
  )
  routes.post(
    '/lock',
    signedIn(needs, HERE, async (c, way) => {
      const frozen = await needs.identity.transaction((stores) =>
        lockAccount(needs, stores, way.person, needs.addressOf(c), way.now),
      )
      clearCookie(c, SESSION_COOKIE)
      return c.html(await lockedPage(c, needs, way.t, frozen))
    }),
  )
  return routes
}
