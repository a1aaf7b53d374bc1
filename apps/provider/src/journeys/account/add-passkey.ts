// Adding a passkey or security key: why, its name, and the question to the device.
import { actions, button, field, type Html, linkButton, notice, passkeyForm, withoutPasskey } from '@sluis/design'
import { localPath } from '@sluis/server-kit'
import { Hono } from 'hono'
import type { Context } from 'hono'
import { html } from 'hono/html'
import { addPasskey as add, registrationOptions } from '#identity/second-factors/add-passkey.service.ts'
import { MAX_NAME_CHARACTERS, parseFactorName } from '#identity/second-factors/factor-name.ts'
import { formatBrowser } from '#identity/sessions/user-agent.ts'
import { withNext } from '../forms.ts'
import { passkeySentence, toldOf } from '../passkey-told.ts'
import { accountPage, signedIn, type SignedInWay } from '../signed-in.ts'
import type { Env, Needs } from '../way.ts'

const HERE = '/account/passkeys/add'
const LIST = '/account/passkeys'

export function addPasskey(needs: Needs) {
  const { clock } = needs
  const routes = new Hono<Env>()
  routes.get(
    '/',
    guarded((c, way) => c.html(page(c, way, null))),
  )
  routes.post(
    '/',
    guarded(async (c, way) => {
      const form = c.get('form')
      const name = parseFactorName(form.text('name'))
      if (name === null)
        return c.html(
          page(c, way, { text: way.t('passkeys.name-long', { most: MAX_NAME_CHARACTERS }), field: 'name' }),
          422,
        )
      const added = await add(
        needs,
        way.session,
        way.person,
        { text: form.text('answer'), name, browserId: c.get('browserId'), origin: needs.addressOf(c) },
        clock.now(),
      )
      if (!added.ok)
        return c.html(
          page(c, way, { text: passkeySentence(way.t, added.refusal) }),
          added.refusal === 'already-registered' || added.refusal === 'too-many' ? 409 : 422,
        )
      const next = localPath(c.req.query('next'))
      return c.redirect(next === '/' ? `${LIST}?said=added` : next, 303)
    }),
  )
  return routes

  /** The way in to this page keeps where the person is going after it. */
  function guarded(serve: (c: Context<Env>, way: SignedInWay) => Promise<Response> | Response) {
    return (c: Context<Env>): Promise<Response> => {
      const next = localPath(c.req.query('next'))
      return signedIn(needs, next === '/' ? HERE : withNext(HERE, next), serve)(c)
    }
  }

  function page(c: Context<Env>, way: SignedInWay, error: { text: string; field?: string } | null): Html {
    const { t, session } = way
    const next = localPath(c.req.query('next'))
    const back = next === '/' ? LIST : next
    const content = html`<h1>${t('passkeys.add')}</h1>
<p class="lead">${t('passkeys.add-lead')}</p>
<p>${t('passkeys.add-stays')} ${t('passkeys.add-own')}</p>
${withoutPasskey(html`${notice({ kind: 'info', kindText: t('notice.info'), content: t('passkey.without') })}${actions([linkButton({ text: t('page.back'), href: back, kind: 'quiet' })])}`)}
${passkeyForm({
  does: 'create',
  action: withNext(HERE, next),
  options: `${LIST}/options`,
  csrf: c.get('csrfToken'),
  errors: toldOf(t),
  content: html`${field({ id: 'name', label: t('passkeys.name'), hint: t('passkeys.name-hint'), value: c.get('form')?.text('name') ?? formatBrowser(t, session.browser), error: error?.field ? error.text : undefined, autocomplete: 'off' })}
${actions([button({ text: t('passkeys.add-go') }), linkButton({ text: t('page.back'), href: back, kind: 'quiet' })])}`,
})}`
    return accountPage(c, needs, way, {
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
export function passkeyOptions(needs: Needs) {
  const routes = new Hono<Env>()
  routes.post(
    '/',
    signedIn(needs, null, async (c, { session, person }) =>
      c.json(await registrationOptions(needs, session, person, c.get('browserId'), needs.clock.now())),
    ),
  )
  return routes
}
