// The passkey after the password, as the second factor; and where an application requires phishing resistance.
import { actions, button, type Html, linkButton, notice, passkeyForm, withoutPasskey } from '@sluis/design'
import { Hono } from 'hono'
import type { Context } from 'hono'
import { html } from 'hono/html'
import { leadsTo } from '#identity/sessions/sign-in-request.ts'
import { isUsable } from '#identity/second-factors/factors.ts'
import type { Passkey } from '#identity/second-factors/passkeys.ts'
import { type PasskeyRefusal, proofOptions, provePasskey } from '#use-cases/prove-factor/prove-passkey.ts'
import { rememberPasskeyHere } from '#platform/cookies.ts'
import { offeredProofs } from '../flow/proof-pages.ts'
import { form, withNext } from '../flow/forms.ts'
import { pageNotes } from '../flow/page-notes.ts'
import { isPasskeyRefusal, passkeySentence, passkeyErrorMessages } from '../parts/passkey-errors.ts'
import { expiredPage } from '../flow/expired-page.ts'
import {
  type Env,
  setSessionCookie,
  type AuthenticatedFlow,
  type Deps,
  nextUrl,
  goOnAfterProof,
  resolveFlow,
} from '../flow/sign-in-flow.ts'
import { startAgain } from './start-again.ts'
import { codeErrorStatus, codeErrorMessage, type CodeFailure } from '../parts/code-errors.ts'
import { whatFollows } from '../parts/what-follows.ts'
import { rememberBox, rememberIfAsked } from './remembering.ts'
import { otherProofLink } from './second-factor.ts'

type OfPasskey = { refusal: PasskeyRefusal }
type Failure = CodeFailure | OfPasskey

const NOTES = pageNotes<Failure>()

const PATH = '/sign-in/passkey'
type Serve = (c: Context<Env>, flow: AuthenticatedFlow, passkeys: Passkey[]) => Promise<Response> | Response

export function usePasskey(deps: Deps) {
  const { identity, clock } = deps
  const routes = new Hono<Env>()
  routes.get(
    '/',
    here(async (c, flow, passkeys) => {
      if (passkeys.length === 0) return c.html(passkeyRequiredPage(c, flow))
      const refusal = NOTES.read(c, deps)
      if (refusal) {
        const status = isOfPasskey(refusal) ? 422 : codeErrorStatus(refusal)
        return c.html(await page(c, flow, errorText(flow, refusal)), status)
      }
      const isJustAdded = passkeys.some((passkey) => isNew(flow, passkey))
      return c.html(await page(c, flow, null, isJustAdded))
    }),
  )
  routes.post(
    '/options',
    here(async (c, flow) => c.json(await proofOptions(deps, flow.session, c.get('browserId'), clock.now()))),
  )
  routes.post(
    '/',
    here(async (c, flow) => {
      const proved = await provePasskey(
        deps,
        flow.session,
        c.get('form').text('answer'),
        c.get('browserId'),
        clock.now(),
      )
      if (proved.ok) {
        setSessionCookie(c, proved.value)
        rememberPasskeyHere(c)
        await rememberIfAsked(c, deps, flow, 'passkey')
        return goOnAfterProof(c, deps, flow, proved.value)
      }
      if (proved.refusal === 'sign-in-used-up') return startAgain(c, deps, flow)
      return NOTES.redirect(c, deps, withNext(PATH, flow.next), proved)
    }),
  )
  return routes

  /** For whom a second factor is still needed and has a passkey, and for whom a passkey is asked for. */
  function here(serve: Serve) {
    return async (c: Context<Env>): Promise<Response> => {
      const flow = await resolveFlow(c, deps, c.req.query('next') ?? '/')
      if (!flow) return expiredPage(c, deps)
      const { session, person, step } = flow.signIn
      if (!session || !person || (step !== 'enter-code' && step !== 'use-passkey'))
        return c.redirect(nextUrl(flow), 303)
      const passkeys = (await identity.passkeys.listByPerson(person.id)).filter(isUsable)
      if (step === 'enter-code' && passkeys.length === 0)
        return c.redirect(withNext('/sign-in/second-factor', flow.next), 303)
      return serve(c, { ...flow, session, person }, passkeys)
    }
  }

  async function page(
    c: Context<Env>,
    flow: AuthenticatedFlow,
    error: string | null,
    justAdded = false,
  ): Promise<Html> {
    const { t, next, signIn } = flow
    const alternatives =
      signIn.step === 'enter-code' ? otherProofLink(flow, offeredProofs(flow.signIn, deps.canSendSms()), 'passkey') : ''
    const content = html`${justAdded ? notice({ kind: 'success', kindText: t('notice.success'), content: t('passkey.try-once'), live: 'status' }) : ''}
<h1>${t('passkey.title')}</h1>
<p class="lead">${t('passkey.lead')}</p>
${withoutPasskey(notice({ kind: 'info', kindText: t('notice.info'), content: t('passkey.without') }))}
${passkeyForm({
  does: 'get',
  action: withNext(PATH, next),
  options: withNext(`${PATH}/options`, next),
  csrf: c.get('csrfToken'),
  errors: passkeyErrorMessages(t),
  content: html`${signIn.step === 'enter-code' ? await rememberBox(flow) : ''}
${actions([button({ text: t('passkey.go'), wide: true })])}`,
})}
<p class="small muted">${t('passkey.key')} ${t('passkey.word')}</p>
${alternatives}`
    return deps.renderer.step(c, t, {
      title: t('passkey.title'),
      content,
      leave: leave(c, flow),
      error: error === null ? undefined : { text: error },
      progress: { total: 2, done: 1 },
      modules: ['passkey'],
      bodyId: 'use-passkey',
      help: 'passkey',
      forApplication: whatFollows(flow),
    })
  }

  /** Required, but the person has none: how to get one, and how to go back. */
  function passkeyRequiredPage(c: Context<Env>, flow: AuthenticatedFlow): Html {
    const { t, next, request } = flow
    const application = request.application?.name ?? 'Sluis'
    const title = t('passkey.needed-title', { application })
    const content = html`<h1>${title}</h1>
<p class="lead">${t('passkey.needed-lead')}</p>
<p>${t('passkey.needed-none', { application })}</p>
${actions([linkButton({ text: t('passkey.needed-add'), href: withNext('/account/passkeys/add', next), wide: true })])}`
    return deps.renderer.step(c, t, {
      title,
      content,
      leave: leave(c, flow),
      progress: { total: 2, done: 1 },
      bodyId: 'passkey-needed',
      help: 'passkeys',
    })
  }
}

const isOfPasskey = (failure: Failure): failure is OfPasskey => isPasskeyRefusal(failure.refusal)
const errorText = ({ t, person }: AuthenticatedFlow, failure: Failure): string =>
  isOfPasskey(failure) ? passkeySentence(t, failure.refusal) : codeErrorMessage(t, failure, { account: person.email })

/** Back to the application, which learns that its requirement was not met. */
function leave(c: Context<Env>, { t, next, request, signIn }: AuthenticatedFlow): Html | undefined {
  const application = leadsTo(request)?.name
  if (application === undefined || signIn.step === 'enter-code') return undefined
  const back = button({ text: t('passkey.needed-back', { application }), kind: 'link' })
  return form(`${next}/leave`, c.get('csrfToken'), back)
}

/** Added in this session, and not used yet. */
const isNew = ({ session }: AuthenticatedFlow, { enrolledAt, lastUsedAt }: Passkey): boolean =>
  enrolledAt >= session.beganAt && lastUsedAt <= enrolledAt
