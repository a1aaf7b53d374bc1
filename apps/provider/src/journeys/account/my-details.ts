// My details: who you are here, two-step verification, recovery codes, and where you are signed in.
import { actions, badge, button, facts, linkButton } from '@sluis/design'
import { dateWords } from '@sluis/ground'
import { Hono } from 'hono'
import { html } from 'hono/html'
import { renewRecoveryCodes } from '#identity/enrolments/enrol.service.ts'
import { form } from '../forms.ts'
import type { Env, Needs } from '../way.ts'
import { accountPage, signedIn, type SignedInWay } from '../signed-in.ts'

export function myDetails(needs: Needs) {
  const { identity, clock } = needs
  const routes = new Hono<Env>()
  routes.get('/', signedIn(needs, '/account', async (c, way) => {
    const { say, person } = way
    const content = html`<h1>${say('account.title')}</h1>
<section class="card stack"><h2>${say('account.you')}</h2>${facts([
      { term: say('account.name'), value: person.name },
      { term: say('account.email'), value: html`<bdi>${person.email}</bdi>` },
      { term: say('account.companies'), value: (await identity.companies.namesOf(person.id)).join(', ') || '–' },
    ])}<p class="small muted">${say('account.by-employer')}</p></section>
<section class="card stack" id="two-step"><h2>${say('two-step.title')}</h2>${await twoStep(c.get('csrfToken'), way)}</section>
<section class="card stack"><h2>${say('account.sessions')}</h2><p>${say('account.sessions-body')}</p>${form('/account/sign-out-elsewhere', c.get('csrfToken'), actions([button({ text: say('account.sign-out-elsewhere'), kind: 'quiet' })]))}</section>`
    return c.html(accountPage(c, needs, way, { here: '/account', title: say('account.title'), content }))
  }))

  // The way in to this address sets a second factor up; whoever is through has one.
  routes.get('/two-step', signedIn(needs, '/account/two-step', (c) => c.redirect('/account#two-step', 303)))

  routes.post('/recovery-codes', signedIn(needs, null, async (c, way) => {
    // An existing factor, fresh (rule 4): a recovery code must not make new ones.
    if (way.session.factorKind === 'recovery') return c.redirect('/account', 303)
    await renewRecoveryCodes(needs, way.session, way.person, clock.now())
    return c.redirect(`/enrol/recovery-codes?next=${encodeURIComponent('/account')}`, 303)
  }))
  routes.get('/recovery-codes', signedIn(needs, null, async (c, way) => {
    const { say } = way
    const content = html`<h1>${say('codes.renew-title')}</h1><p class="lead">${say('codes.renew-body')}</p>${form('/account/recovery-codes', c.get('csrfToken'), actions([button({ text: say('codes.renew') }), linkButton({ text: say('page.back'), href: '/account', kind: 'quiet' })]))}`
    return c.html(accountPage(c, needs, way, { here: '/account', title: say('codes.renew-title'), content }))
  }))
  routes.post('/sign-out-elsewhere', signedIn(needs, '/account', async (c, way) => {
    await identity.together(async (stores) => {
      const ended = await stores.sessions.endAll(way.person.id, clock.now(), way.session.id)
      await stores.audit.append({ action: 'session-ended', result: 'done', actor: way.person.id, personId: way.person.id, sessionId: way.session.id, detail: { ended: ended.length } }, clock.now())
    })
    return c.redirect('/account', 303)
  }))
  return routes

  async function twoStep(csrf: string, { say, person, stand }: SignedInWay) {
    if (!stand.facts.hasSecondFactor) return html`<p>${say('two-step.off-body')}</p>${actions([linkButton({ text: say('two-step.enable'), href: '/account/two-step' })])}`
    const factors = await identity.totp.ofPerson(person.id)
    const codes = await identity.recovery.ofPerson(person.id)
    const words = dateWords(say.language, 'Europe/Amsterdam')
    return html`<p>${badge({ kind: 'good', text: say('two-step.on'), icon: 'check' })}</p>
${facts([
      ...factors.map((factor) => ({ term: say('two-step.app'), value: html`<bdi>${factor.label}</bdi><br><span class="muted small">${say('two-step.since', { date: words.day(factor.enrolledAt) })}</span>` })),
      { term: say('two-step.codes'), value: say('two-step.codes-left', { left: codes?.left ?? 0 }) },
    ])}
${form('/account/recovery-codes', csrf, actions([button({ text: say('codes.renew'), kind: 'quiet' })]))}`
  }
}
