// Adding a passkey or security key: why, its name, and the request to the device.
import { actions, button, field, type Html, linkButton, notice, passkeyForm, withoutPasskey } from '@sluis/design'
import { localPath } from '@sluis/server-kit/local-path'
import { Hono } from 'hono'
import type { Context } from 'hono'
import { html } from 'hono/html'
import { rememberPasskeyHere } from '#platform/cookies.ts'
import { addPasskey as add, type AddRefusal, registrationOptions } from '#use-cases/manage-factors/add-passkey.ts'
import { MAX_NAME_CHARACTERS, parseFactorName } from '#identity/second-factors/factor-name.ts'
import { formatBrowser } from '#platform/user-agent.ts'
import { withNext } from '#journeys/flow/forms.ts'
import { pageNotes } from '#journeys/flow/page-notes.ts'
import { passkeySentence, passkeyErrorMessages } from '#journeys/parts/passkey-errors.ts'
import { accountPage, requireSession, type SignedInFlow } from '#journeys/flow/require-session.ts'
import type { Env, Deps } from '#journeys/flow/sign-in-flow.ts'
import { withFlash } from '@sluis/server-kit/flash'

const PATH = '/account/passkeys/add'
const LIST = '/account/passkeys'

type Refusal = AddRefusal | 'name-too-long'
type Failure = { refusal: Refusal; typed: string }

const NOTES = pageNotes<Failure>()

export function addPasskey(deps: Deps) {
  const { clock } = deps
  const routes = new Hono<Env>()
  routes.get(
    '/',
    guarded((c, flow) => {
      const failure = NOTES.read(c, deps)
      return c.html(page(c, flow, failure), failure ? 422 : 200)
    }),
  )
  routes.post(
    '/',
    guarded(async (c, flow) => {
      const form = c.get('form')
      const typed = form.text('name')
      const name = parseFactorName(typed)
      if (name === null) return NOTES.redirect(c, deps, hereOf(c), { refusal: 'name-too-long', typed })
      const added = await add(
        deps,
        flow.session,
        flow.person,
        { text: form.text('answer'), name, browserId: c.get('browserId'), origin: deps.addressOf(c) },
        clock.now(),
      )
      if (!added.ok) return NOTES.redirect(c, deps, hereOf(c), { refusal: added.refusal, typed })
      rememberPasskeyHere(c)
      const next = localPath(c.req.query('next'))
      return c.redirect(next === '/' ? withFlash(c, `${LIST}?flash=added`) : next, 303)
    }),
  )
  return routes

  /** A sign-in before this page keeps where the person is going after it. */
  function guarded(serve: (c: Context<Env>, flow: SignedInFlow) => Promise<Response> | Response) {
    return (c: Context<Env>): Promise<Response> => requireSession(deps, hereOf(c), serve)(c)
  }

  function page(c: Context<Env>, flow: SignedInFlow, failure: Failure | null): Html {
    const { t, session } = flow
    const next = localPath(c.req.query('next'))
    const back = next === '/' ? LIST : next
    const isOfName = failure?.refusal === 'name-too-long'
    const error = failure === null ? undefined : errorText(flow, failure.refusal)
    const content = html`<h1>${t('passkeys.add')}</h1>
<p class="lead">${t('passkeys.add-lead')}</p>
<p>${t('passkeys.add-stays')} ${t('passkeys.add-own')}</p>
${withoutPasskey(html`${notice({ kind: 'info', kindText: t('notice.info'), content: t('passkey.without') })}${actions([linkButton({ text: t('page.back'), href: back, kind: 'quiet' })])}`)}
${passkeyForm({
  does: 'create',
  action: withNext(PATH, next),
  options: `${LIST}/options`,
  csrf: c.get('csrfToken'),
  errors: passkeyErrorMessages(t),
  content: html`${field({ id: 'name', label: t('passkeys.name'), hint: t('passkeys.name-hint'), value: failure?.typed ?? formatBrowser(t, session.browser), error: isOfName ? error : undefined, autocomplete: 'off' })}
${actions([button({ text: t('passkeys.add-go') }), linkButton({ text: t('page.back'), href: back, kind: 'quiet' })])}`,
})}`
    return accountPage(c, deps, flow, {
      here: '/account',
      title: t('passkeys.add'),
      content,
      error: error === undefined ? undefined : { text: error, field: isOfName ? 'name' : undefined },
      modules: ['passkey'],
      help: 'passkeys',
    })
  }
}

/** Its address, with where to go after it. */
function hereOf(c: Context<Env>): string {
  const next = localPath(c.req.query('next'))
  return next === '/' ? PATH : withNext(PATH, next)
}

const errorText = ({ t }: SignedInFlow, refusal: Refusal): string =>
  refusal === 'name-too-long' ? t('passkeys.name-long', { most: MAX_NAME_CHARACTERS }) : passkeySentence(t, refusal)

/** An address of its own beside the page: what the module asks the device for. */
export function passkeyOptions(deps: Deps) {
  const routes = new Hono<Env>()
  routes.post(
    '/',
    requireSession(deps, null, async (c, { session, person }) =>
      c.json(await registrationOptions(deps, session, person, c.get('browserId'), deps.clock.now())),
    ),
  )
  return routes
}
