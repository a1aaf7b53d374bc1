// Adding a passkey or security key: why, its name, and the request to the device.
import { actions, button, field, type Html, linkButton, notice, passkeyForm, withoutPasskey } from '@sluis/design'
import { localPath } from '@sluis/server-kit/local-path'
import { Hono } from 'hono'
import type { Context } from 'hono'
import { html } from 'hono/html'
import { rememberPasskeyHere } from '#platform/cookies.ts'
import { addPasskey as add, registrationOptions } from '#use-cases/manage-factors/add-passkey.ts'
import { MAX_NAME_CHARACTERS, parseFactorName } from '#identity/second-factors/factor-name.ts'
import { formatBrowser } from '#platform/user-agent.ts'
import { withNext } from '#journeys/flow/forms.ts'
import { passkeySentence, passkeyErrorMessages } from '#journeys/parts/passkey-errors.ts'
import { accountPage, requireSession, type SignedInFlow } from '#journeys/flow/require-session.ts'
import type { Env, Deps } from '#journeys/flow/sign-in-flow.ts'

const PATH = '/account/passkeys/add'
const LIST = '/account/passkeys'

export function addPasskey(deps: Deps) {
  const { clock } = deps
  const routes = new Hono<Env>()
  routes.get(
    '/',
    guarded((c, flow) => c.html(page(c, flow, null))),
  )
  routes.post(
    '/',
    guarded(async (c, flow) => {
      const form = c.get('form')
      const name = parseFactorName(form.text('name'))
      if (name === null)
        return c.html(
          page(c, flow, { text: flow.t('passkeys.name-long', { most: MAX_NAME_CHARACTERS }), field: 'name' }),
          422,
        )
      const added = await add(
        deps,
        flow.session,
        flow.person,
        { text: form.text('answer'), name, browserId: c.get('browserId'), origin: deps.addressOf(c) },
        clock.now(),
      )
      if (!added.ok) return c.html(page(c, flow, { text: passkeySentence(flow.t, added.refusal) }), 422)
      rememberPasskeyHere(c)
      const next = localPath(c.req.query('next'))
      return c.redirect(next === '/' ? `${LIST}?flash=added` : next, 303)
    }),
  )
  return routes

  /** A sign-in before this page keeps where the person is going after it. */
  function guarded(serve: (c: Context<Env>, flow: SignedInFlow) => Promise<Response> | Response) {
    return (c: Context<Env>): Promise<Response> => {
      const next = localPath(c.req.query('next'))
      return requireSession(deps, next === '/' ? PATH : withNext(PATH, next), serve)(c)
    }
  }

  function page(c: Context<Env>, flow: SignedInFlow, error: { text: string; field?: string } | null): Html {
    const { t, session } = flow
    const next = localPath(c.req.query('next'))
    const back = next === '/' ? LIST : next
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
  content: html`${field({ id: 'name', label: t('passkeys.name'), hint: t('passkeys.name-hint'), value: c.get('form')?.text('name') ?? formatBrowser(t, session.browser), error: error?.field ? error.text : undefined, autocomplete: 'off' })}
${actions([button({ text: t('passkeys.add-go') }), linkButton({ text: t('page.back'), href: back, kind: 'quiet' })])}`,
})}`
    return accountPage(c, deps, flow, {
      here: '/account',
      title: t('passkeys.add'),
      content,
      error: error ?? undefined,
      modules: ['passkey'],
      help: 'passkeys',
    })
  }
}

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
