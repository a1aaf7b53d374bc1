// Home: where to go from here, and how the account stands.
import { banner, emptyState, linkButton, listRows } from '@sluis/design'
import { dateWords } from '@sluis/ground'
import { Hono } from 'hono'
import { html } from 'hono/html'
import type { Env, Needs } from '../way.ts'
import { accountPage, signedIn, type SignedInWay } from '../signed-in.ts'

export function home(needs: Needs) {
  const routes = new Hono<Env>()
  routes.get('/', signedIn(needs, '/', async (c, way) => {
    const { say, person, stand } = way
    const applications = await needs.identity.applications.ofPerson(person.id)
    const companies = await needs.identity.companies.namesOf(person.id)
    const rows = applications.map((application) => ({ title: application.name, href: application.homeUri ?? undefined, detail: companies.slice(0, 3).join(', ') + (companies.length > 3 ? ` ${say('home.more', { n: companies.length - 3 })}` : '') }))
    const content = html`<h1>${say('home.title', { name: person.name })}</h1>
${stand.facts.hasSecondFactor ? '' : twoStepBanner(way)}
<h2>${say('home.apps')}</h2>
${rows.length > 0 ? listRows(rows) : emptyState({ title: say('home.no-apps'), content: say('home.no-apps-body') })}`
    return c.html(accountPage(c, needs, way, { here: '/', title: say('home.title', { name: person.name }), content }))
  }))
  return routes
}

function twoStepBanner({ say, stand }: SignedInWay) {
  const rollout = stand.obligation?.rollout
  const text = rollout ? say('home.soon', { date: dateWords(say.language, rollout.timezone).day(new Date(rollout.requiredAt.getTime() - 1)) }) : say('home.advice')
  return banner({ label: say('two-step.title'), text, actions: [linkButton({ text: say('two-step.enable'), href: '/account/two-step', kind: 'quiet' })] })
}
