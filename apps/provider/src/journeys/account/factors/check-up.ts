// The check-up: does the code still work, and where are the recovery codes? Offered on Home a while after the set-up,
// answered once.
import { actions, banner, button, linkButton, type Html } from '@sluis/design'
import { Hono } from 'hono'
import type { Context } from 'hono'
import { html } from 'hono/html'
import { isCheckUpDue, wasUsed } from '#identity/recovery/check-up.ts'
import { isUsable } from '#identity/second-factors/factors.ts'
import type { HomeRecord } from '#identity/sign-ins/home.store.ts'
import { answerCheckUp } from '#use-cases/manage-factors/answer-check-up.ts'
import { form } from '#journeys/flow/forms.ts'
import { accountPage, requireSession, type SignedInFlow } from '#journeys/flow/require-session.ts'
import type { Env, Deps } from '#journeys/flow/sign-in-flow.ts'
import { withFlash } from '@sluis/server-kit/flash'

/** For Home; empty where nothing is to be asked. */
export function checkUpBanner(
  _deps: Deps,
  { t, signIn, now }: SignedInFlow,
  { checkUp: asked }: Pick<HomeRecord, 'checkUp'>,
): Html | '' {
  const factors = signIn.factors.filter(isUsable)
  if (!isCheckUpDue(factors, asked, now)) return ''
  return banner({
    label: t('check-up.banner-label'),
    text: t('check-up.banner'),
    actions: [linkButton({ text: t('check-up.look'), href: '/check-up', kind: 'quiet' })],
  })
}

export function checkUp(deps: Deps) {
  const { identity } = deps
  const routes = new Hono<Env>()
  routes.get(
    '/',
    requireSession(deps, '/check-up', (c, flow) =>
      flow.signIn.facts.hasUsableFactor ? c.html(page(c, flow)) : c.redirect('/account', 303),
    ),
  )
  routes.post(
    '/',
    requireSession(deps, '/check-up', async (c, { session, now }) => {
      const answer = c.get('form').text('answer')
      if (answer !== 'done' && answer !== 'later') return c.redirect('/check-up', 303)
      await answerCheckUp(identity, session, answer, now)
      return c.redirect(answer === 'done' ? withFlash(c, '/?flash=check-up') : '/', 303)
    }),
  )
  return routes

  function page(c: Context<Env>, flow: SignedInFlow): Html {
    const { t } = flow
    const format = t.dates
    const factors = flow.signIn.factors.filter(isUsable)
    const app = factors.find(({ kind }) => kind === 'totp')
    const used = factors
      .filter(wasUsed)
      .toSorted((one, other) => other.lastUsedAt.getTime() - one.lastUsedAt.getTime())[0]
    const { codes } = flow.signIn
    const content = html`<h1>${t('check-up.title')}</h1>
<p class="lead">${t('check-up.lead')}</p>
<section class="card stack"><h2>${t('check-up.code')}</h2>
<p>${used ? t('check-up.code-used', { when: format.day(used.lastUsedAt) }) : t(app ? 'check-up.code-body' : 'check-up.code-log-in')}</p>
${!used && app ? actions([linkButton({ text: t('check-up.try'), href: `/account/authenticators/${app.id}`, kind: 'quiet' })]) : ''}</section>
<section class="card stack"><h2>${t('check-up.codes')}</h2>
<p>${codes ? t('check-up.codes-body', { when: format.day(codes.madeAt), left: codes.left }) : t('check-up.codes-none')}</p>
${actions([linkButton({ text: t(codes ? 'check-up.renew' : 'security.make-codes'), href: '/account/recovery-codes', kind: 'quiet' })])}</section>
${form('/check-up', c.get('csrfToken'), actions([button({ text: t('check-up.done'), name: 'answer', value: 'done' }), button({ text: t('check-up.later'), kind: 'quiet', name: 'answer', value: 'later' })]))}`
    return accountPage(c, deps, flow, {
      here: '/',
      title: t('check-up.title'),
      content,
      bodyId: 'check-up',
      help: 'check-up',
    })
  }
}
