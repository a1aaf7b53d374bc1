// Adding a passkey or security key: why, its name, and the question to the device.
import { actions, button, field, type Html, linkButton, notice, passkeyForm, withoutPasskey } from '@sluis/design'
import { localPath } from '@sluis/ground'
import { Hono } from 'hono'
import type { Context } from 'hono'
import { html } from 'hono/html'
import { addPasskey as add, additionOptions } from '#identity/second-factors/add-passkey.service.ts'
import { MOST_NAME_CHARACTERS, readName } from '#identity/second-factors/name.ts'
import { browserWords } from '#identity/sessions/browser-words.ts'
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
      const name = readName(form.text('name'))
      if (name === null)
        return c.html(
          page(c, way, { text: way.say('passkeys.name-long', { most: MOST_NAME_CHARACTERS }), field: 'name' }),
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
          page(c, way, { text: passkeySentence(way.say, added.refusal) }),
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
    const { say, session } = way
    const next = localPath(c.req.query('next'))
    const back = next === '/' ? LIST : next
    const content = html`<h1>${say('passkeys.add')}</h1>
<p class="lead">${say('passkeys.add-lead')}</p>
<p>${say('passkeys.add-stays')} ${say('passkeys.add-own')}</p>
${withoutPasskey(html`${notice({ kind: 'info', kindText: say('notice.info'), content: say('passkey.without') })}${actions([linkButton({ text: say('page.back'), href: back, kind: 'quiet' })])}`)}
${passkeyForm({
  does: 'create',
  action: withNext(HERE, next),
  options: `${LIST}/options`,
  csrf: c.get('csrfToken'),
  told: toldOf(say),
  content: html`${field({ id: 'name', label: say('passkeys.name'), hint: say('passkeys.name-hint'), value: c.get('form')?.text('name') ?? browserWords(say, session.browser), error: error?.field ? error.text : undefined, autocomplete: 'off' })}
${actions([button({ text: say('passkeys.add-go') }), linkButton({ text: say('page.back'), href: back, kind: 'quiet' })])}`,
})}`
    return accountPage(c, needs, way, {
      here: '/account',
      title: say('passkeys.add'),
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
      c.json(await additionOptions(needs, session, person, c.get('browserId'), needs.clock.now())),
    ),
  )
  return routes
}
