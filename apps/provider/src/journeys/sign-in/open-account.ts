// The end of the way back after "this was not me": with a new password and a second factor from before, its owner opens
// the account (decision 0012).
import { actions, button, type Html } from '@sluis/design'
import { dateWords } from '@sluis/ground'
import { Hono } from 'hono'
import type { Context } from 'hono'
import { html } from 'hono/html'
import { openAlone } from '#identity/people/freeze.service.ts'
import { form, withNext } from '../forms.ts'
import { atStep, type Env, type KnownWay, type Needs, onwardAfter } from '../way.ts'

export function openOwnAccount(needs: Needs) {
  const { identity, draw } = needs
  const routes = new Hono<Env>()
  routes.get(
    '/',
    atStep(needs, 'open-account', async (c, way) => c.html(await page(c, way))),
  )
  routes.post(
    '/',
    atStep(needs, 'open-account', async (c, way) => {
      await openAlone(needs, way.session, needs.addressOf(c), way.now)
      return c.redirect(await onwardAfter(needs, way, null), 303)
    }),
  )
  return routes

  async function page(c: Context<Env>, { say, person, next }: KnownWay): Promise<Html> {
    const words = dateWords(say.language, 'Europe/Amsterdam')
    const factors = (await identity.factors.ofPerson(person.id)).filter((factor) => factor.setAsideAt !== null)
    const codes = await identity.recovery.ofPerson(person.id)
    const gone = [
      ...factors.map(
        ({ kind, name, enrolledAt }) =>
          html`<li>${say(`open.${kind}`)}${name === '' ? '' : html` <bdi>“${name}”</bdi>`}, ${say('open.added', { when: words.dayAndTime(enrolledAt) })}</li>`,
      ),
      ...(codes && codes.setAsideAt !== null
        ? [html`<li>${say('open.codes')}, ${say('open.added', { when: words.dayAndTime(codes.madeAt) })}</li>`]
        : []),
    ]
    const content = html`<h1>${say('open.title')}</h1>
<p class="lead">${say('open.body')}</p>
${gone.length > 0 ? html`<p>${say('open.gone')}</p><div class="prose"><ul>${gone}</ul></div>` : html`<p>${say('open.nothing')}</p>`}
${form(withNext('/sign-in/open', next), c.get('csrfToken'), actions([button({ text: say('open.button'), wide: true })]))}
${form('/sign-out', c.get('csrfToken'), html`<p class="small muted">${say('open.mistake')}</p>${actions([button({ text: say('page.log-out'), kind: 'quiet', wide: true })])}`)}`
    return draw.journey(c, say, {
      title: say('open.title'),
      content,
      passage: { gates: 2, passed: 2 },
      bodyId: 'open-account',
      help: 'frozen',
    })
  }
}
