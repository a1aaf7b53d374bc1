// Activity: what happened to the account in the last 90 days, by day, in plain words, and the way on for whoever did
// not do it.
import { actions, button, emptyState, linkButton, listRows, notice } from '@sluis/design'
import { dateWords } from '@sluis/ground'
import { Hono } from 'hono'
import { html } from 'hono/html'
import { freezeAccount } from '#identity/people/freeze.service.ts'
import { dropCookie, SESSION_COOKIE } from '#platform/cookies.ts'
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
      const { say, person, now } = way
      const before = /^[1-9]\d{0,8}$/.test(c.req.query('before') ?? '') ? Number(c.req.query('before')) : null
      const entries = await recentActivity(needs.identity, say, person.id, now, A_PAGE + 1, before)
      const shown = entries.slice(0, A_PAGE)
      const words = dateWords(say.language, 'Europe/Amsterdam')
      const days = [...Map.groupBy(shown, ({ at }) => words.day(at))]
      const content = html`<h1>${say('activity.title')}</h1>
<p class="lead">${say('activity.lead')}</p>
${days.map(([day, its]) => html`<h2>${day}</h2>${listRows(its.map(({ at, text, detail }) => ({ title: text, detail: [words.time(at), detail].filter(Boolean).join(' · ') })))}`)}
${shown.length === 0 ? emptyState({ title: say('activity.none'), content: say('activity.none-body') }) : ''}
${
  before !== null || entries.length > A_PAGE
    ? actions([
        ...(entries.length > A_PAGE
          ? [linkButton({ text: say('activity.older'), href: `${HERE}?before=${shown.at(-1)!.seq}`, kind: 'quiet' })]
          : []),
        ...(before === null ? [] : [linkButton({ text: say('activity.newest'), href: HERE, kind: 'quiet' })]),
      ])
    : ''
}
<section class="card stack"><h2>${say('activity.not-you')}</h2><p>${say('activity.not-you-body')}</p>${actions([linkButton({ text: say('activity.lock'), href: `${HERE}/lock`, kind: 'quiet' })])}</section>`
      return c.html(
        accountPage(c, needs, way, { here: '/account', title: say('activity.title'), content, help: 'not-me' }),
      )
    }),
  )

  routes.get(
    '/lock',
    signedIn(needs, HERE, (c, way) => {
      const { say } = way
      const content = html`<h1>${say('activity.lock-title')}</h1>
${notice({ kind: 'warning', kindText: say('notice.warning'), content: say('not-me.what') })}
${form(`${HERE}/lock`, c.get('csrfToken'), actions([button({ text: say('activity.lock'), kind: 'danger' }), linkButton({ text: say('page.back'), href: HERE, kind: 'quiet' })]))}`
      return c.html(
        accountPage(c, needs, way, { here: '/account', title: say('activity.lock-title'), content, help: 'not-me' }),
      )
    }),
  )
  routes.post(
    '/lock',
    signedIn(needs, HERE, async (c, way) => {
      const frozen = await needs.identity.together((stores) =>
        freezeAccount(needs, stores, way.person, needs.addressOf(c), way.now),
      )
      dropCookie(c, SESSION_COOKIE)
      return c.html(await lockedPage(c, needs, way.say, frozen))
    }),
  )
  return routes
}
