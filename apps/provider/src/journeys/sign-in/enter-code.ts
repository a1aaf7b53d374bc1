// The third page: the 6 digits of the authenticator app.
import { actions, button, codeField, notice, type Html } from '@sluis/design'
import { normaliseCode } from '@sluis/otp'
import { Hono } from 'hono'
import type { Context } from 'hono'
import { html } from 'hono/html'
import { proveCodeAndFinish } from '#use-cases/sign-in/finish-sign-in.ts'
import { isUsable } from '#identity/second-factors/factors.ts'
import { form, withNext } from '../flow/forms.ts'
import { pageNotes } from '../flow/page-notes.ts'
import { offeredProofs } from '../flow/proof-pages.ts'
import { requireStep } from '../flow/require-step.ts'
import {
  type Env,
  setSessionCookie,
  type AuthenticatedFlow,
  type Deps,
  endWith,
  goOnWith,
} from '../flow/sign-in-flow.ts'
import { otherProofLink } from './second-factor.ts'
import { rememberBox, rememberIfAsked } from './remembering.ts'
import { startAgain } from './start-again.ts'
import { codeErrorStatus, codeErrorMessage, type CodeFailure } from '../parts/code-errors.ts'
import { entryName } from '../parts/issuer.ts'
import { whatFollows } from '../parts/what-follows.ts'

const NOTES = pageNotes<CodeFailure>()

const PATH = '/sign-in/code'

export function enterCode(deps: Deps) {
  const { clock } = deps
  const routes = new Hono<Env>()
  routes.get(
    '/',
    requireStep(deps, 'enter-code', async (c, flow) => {
      // A lost phone proves nothing: the person continues with another proof, or a recovery code.
      if (!offeredProofs(flow.signIn, deps.canSendSms()).includes('totp'))
        return c.redirect(withNext('/sign-in/second-factor', flow.next), 303)
      const refusal = NOTES.read(c, deps)
      return c.html(await page(c, flow, refusal), refusal ? codeErrorStatus(refusal) : 200)
    }),
  )
  routes.post(
    '/',
    requireStep(deps, 'enter-code', async (c, flow) => {
      const typed = normaliseCode(c.get('form').text('code').slice(0, 200))
      if (!typed.ok) return refused(c, flow, typed)
      const now = clock.now()
      const written = {
        factorAt: now,
        factorKind: 'totp',
        keyKind: null,
        isRemembered: false,
        phoneAnswer: null,
      } as const
      const proved = await proveCodeAndFinish(
        deps,
        { session: flow.session, person: flow.person, factors: flow.signIn.factors },
        { apps: flow.signIn.owner!.apps(), digits: typed.digits, phoneTime: clock.phoneTime() },
        endWith(c, flow, written),
        now,
      )
      if (proved.ok) {
        const { token, factorId, isFinished } = proved.value
        setSessionCookie(c, token)
        await rememberIfAsked(c, deps, flow, 'totp')
        return goOnWith(c, flow, { ...written, factorId }, now, isFinished)
      }
      if (proved.refusal === 'sign-in-used-up') return startAgain(c, deps, flow)
      return refused(c, flow, proved)
    }),
  )
  return routes

  function refused(c: Context<Env>, { next }: AuthenticatedFlow, failure: CodeFailure): Response {
    return NOTES.redirect(c, deps, withNext(PATH, next), failure)
  }

  async function page(c: Context<Env>, flow: AuthenticatedFlow, failure: CodeFailure | null): Promise<Html> {
    const { t, next, person } = flow
    const owner = flow.signIn.owner!
    const apps = owner
      .apps()
      .filter(isUsable)
      .toSorted((one, other) => other.lastUsedAt.getTime() - one.lastUsedAt.getTime())
    const account = apps[0]?.label ?? person.email
    const error = failure ? codeErrorMessage(t, failure, { account }) : undefined
    const content = html`<h1>${t('code.title')}</h1>
<p class="lead">${t('code.lead', { entry: entryName(account) })}</p>
${apps.length > 1 ? html`<p>${t('code.or-entries')}</p><div class="prose"><ul>${apps.slice(1).map((app) => html`<li><bdi>${entryName(app.label)}</bdi>${app.name === '' ? '' : ` (${app.name})`}</li>`)}</ul></div>` : ''}
${form(
  withNext(PATH, next),
  c.get('csrfToken'),
  html`
${codeField({ id: 'code', label: t('code.label'), hint: t('code.hint'), error, length: 6, autoSubmit: true, autofocus: true })}
${await rememberBox(flow)}
${actions([button({ text: t('code.log-in'), wide: true })])}`,
)}
${owner.removedLabels.length > 0 ? notice({ kind: 'info', kindText: t('notice.info'), content: t('code.former', { entries: owner.removedLabels.map((label) => t('page.quoted', { text: entryName(label) })).join(', ') }) }) : ''}
${otherProofLink(flow, offeredProofs(flow.signIn, deps.canSendSms()), 'totp')}`
    return deps.renderer.step(c, t, {
      title: t('code.title'),
      content,
      error: error ? { text: error, field: 'code' } : undefined,
      progress: { total: 2, done: 1 },
      modules: ['code-entry'],
      bodyId: 'enter-code',
      help: 'code',
      forApplication: whatFollows(flow),
    })
  }
}
