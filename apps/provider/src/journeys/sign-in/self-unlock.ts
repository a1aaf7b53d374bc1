// The end of recovery after "this was not me": with a new password and a second factor from before, the owner unlocks
// the account (decision 0012).
import { actions, button, type Html } from '@sluis/design'
import { Hono } from 'hono'
import type { Context } from 'hono'
import { html } from 'hono/html'
import { selfUnlock } from '#use-cases/recover-account/lock-account.ts'
import { form, withNext } from '../flow/forms.ts'
import { requireStep } from '../flow/require-step.ts'
import { type Env, type AuthenticatedFlow, type Deps, goOnAfterProof } from '../flow/sign-in-flow.ts'

export function unlockOwnAccount(deps: Deps) {
  const { identity, renderer } = deps
  const routes = new Hono<Env>()
  routes.get(
    '/',
    requireStep(deps, 'unlock-account', async (c, flow) => c.html(await page(c, flow))),
  )
  routes.post(
    '/',
    requireStep(deps, 'unlock-account', async (c, flow) => {
      await selfUnlock(deps, flow.session, deps.addressOf(c), flow.now)
      return goOnAfterProof(c, deps, flow, null)
    }),
  )
  return routes

  async function page(c: Context<Env>, { t, person, next }: AuthenticatedFlow): Promise<Html> {
    const format = t.dates
    const factors = (await identity.factors.listByPerson(person.id)).filter((factor) => factor.quarantinedAt !== null)
    const codes = await identity.recovery.findByPerson(person.id)
    const gone = [
      ...factors.map(
        ({ kind, name, enrolledAt }) =>
          html`<li>${t(`open.${kind}`)}${name === '' ? '' : html` <bdi>${t('page.quoted', { text: name })}</bdi>`}, ${t('open.added', { when: format.dayAndTime(enrolledAt) })}</li>`,
      ),
      ...(codes && codes.quarantinedAt !== null
        ? [html`<li>${t('open.codes')}, ${t('open.added', { when: format.dayAndTime(codes.madeAt) })}</li>`]
        : []),
    ]
    const content = html`<h1>${t('open.title')}</h1>
<p class="lead">${t('open.body')}</p>
${gone.length > 0 ? html`<p>${t('open.gone')}</p><div class="prose"><ul>${gone}</ul></div>` : html`<p>${t('open.nothing')}</p>`}
${form(withNext('/sign-in/open', next), c.get('csrfToken'), actions([button({ text: t('open.button'), wide: true })]))}
${form('/sign-out', c.get('csrfToken'), html`<p class="small muted">${t('open.mistake')}</p>${actions([button({ text: t('page.log-out'), kind: 'quiet', wide: true })])}`)}`
    return renderer.step(c, t, {
      title: t('open.title'),
      content,
      progress: { total: 2, done: 2 },
      bodyId: 'open-account',
      help: 'locked',
    })
  }
}
