// The end of the way back after "this was not me": with a new password and a second factor from before, its owner opens
// the account (decision 0012).
import { actions, button, type Html } from '@sluis/design'
import { dateFormatter } from '@sluis/server-kit'
import { Hono } from 'hono'
import type { Context } from 'hono'
import { html } from 'hono/html'
import { selfUnlock } from '#identity/people/lock-account.service.ts'
import { form, withNext } from '../forms.ts'
import { atStep, type Env, type KnownWay, type Needs, onwardAfter } from '../way.ts'

export function openOwnAccount(needs: Needs) {
  const { identity, draw } = needs
  const routes = new Hono<Env>()
  routes.get(
    '/',
    atStep(needs, 'unlock-account', async (c, way) => c.html(await page(c, way))),
  )
  routes.post(
    '/',
    atStep(needs, 'unlock-account', async (c, way) => {
      await selfUnlock(needs, way.session, needs.addressOf(c), way.now)
      return c.redirect(await onwardAfter(needs, way, null), 303)
    }),
  )
  return routes

  async function page(c: Context<Env>, { t, person, next }: KnownWay): Promise<Html> {
    const words = dateFormatter(t.language, 'Europe/Amsterdam')
    const factors = (await identity.factors.listByPerson(person.id)).filter((factor) => factor.quarantinedAt !== null)
    const codes = await identity.recovery.findByPerson(person.id)
    const gone = [
      ...factors.map(
        ({ kind, name, enrolledAt }) =>
          html`<li>${t(`open.${kind}`)}${name === '' ? '' : html` <bdi>“${name}”</bdi>`}, ${t('open.added', { when: words.dayAndTime(enrolledAt) })}</li>`,
      ),
      ...(codes && codes.quarantinedAt !== null
        ? [html`<li>${t('open.codes')}, ${t('open.added', { when: words.dayAndTime(codes.madeAt) })}</li>`]
        : []),
    ]
    const content = html`<h1>${t('open.title')}</h1>
<p class="lead">${t('open.body')}</p>
${gone.length > 0 ? html`<p>${t('open.gone')}</p><div class="prose"><ul>${gone}</ul></div>` : html`<p>${t('open.nothing')}</p>`}
${form(withNext('/sign-in/open', next), c.get('csrfToken'), actions([button({ text: t('open.button'), wide: true })]))}
${form('/sign-out', c.get('csrfToken'), html`<p class="small muted">${t('open.mistake')}</p>${actions([button({ text: t('page.log-out'), kind: 'quiet', wide: true })])}`)}`
    return draw.step(c, t, {
      title: t('open.title'),
      content,
      progress: { total: 2, done: 2 },
      bodyId: 'open-account',
      help: 'frozen',
    })
  }
}
