// Passkeys and security keys of one's own: the list, and one of them with its name and the way to take it off.
import { actions, badge, button, emptyState, field, type Html, linkButton, listRows, notice } from '@sluis/design'
import { dateWords, isId } from '@sluis/ground'
import { Hono } from 'hono'
import type { Context } from 'hono'
import { html } from 'hono/html'
import { isUsable } from '#identity/second-factors/factors.ts'
import { MOST_NAME_CHARACTERS, readName } from '#identity/second-factors/name.ts'
import type { Passkey } from '#identity/second-factors/passkeys.ts'
import { removeFactor } from '#identity/second-factors/remove-factor.service.ts'
import { form } from '../forms.ts'
import { accountPage, signedIn, type SignedInWay } from '../signed-in.ts'
import type { Env, Needs } from '../way.ts'
import { provedByFactor } from './proved-by-factor.ts'

const HERE = '/account/passkeys'
const SAID = { added: 'passkeys.said.added', named: 'passkeys.said.named', removed: 'passkeys.said.removed' } as const
const isSaid = (word: string | undefined): word is keyof typeof SAID => word !== undefined && Object.hasOwn(SAID, word)

export function myPasskeys(needs: Needs) {
  const { identity, clock } = needs
  const routes = new Hono<Env>()
  routes.get(
    '/',
    signedIn(needs, null, async (c, way) => {
      const { say, person } = way
      const passkeys = (await identity.passkeys.ofPerson(person.id)).filter(isUsable)
      const said = c.req.query('said')
      const content = html`${isSaid(said) ? notice({ kind: 'success', kindText: say('notice.success'), content: say(SAID[said]), live: 'status' }) : ''}
<h1>${say('passkeys.title')}</h1>
<p class="lead">${say('passkeys.lead')}</p>
${passkeys.length > 0 ? listRows(passkeys.map((passkey) => row(way, passkey))) : emptyState({ title: say('passkeys.none'), content: say('passkeys.none-body') })}
${actions([linkButton({ text: say('passkeys.add'), href: `${HERE}/add` })])}
<p><a href="/account">${say('passkeys.to-details')}</a></p>`
      return c.html(
        accountPage(c, needs, way, { here: '/account', title: say('passkeys.title'), content, help: 'passkeys' }),
      )
    }),
  )
  routes.get(
    '/:id',
    own((c, way, passkey) => c.html(onePage(c, way, passkey, null))),
  )
  for (const answered of ['/:id/name']) routes.get(answered, (c) => c.redirect(`${HERE}/${c.req.param('id')}`, 303))
  routes.post(
    '/:id/name',
    own(async (c, way, passkey) => {
      const name = readName(c.get('form').text('name'))
      if (name === null)
        return c.html(onePage(c, way, passkey, way.say('passkeys.name-long', { most: MOST_NAME_CHARACTERS })), 422)
      await identity.together(async (stores) => {
        if (await stores.factors.rename(way.person.id, passkey.id, name))
          await stores.audit.append(
            {
              action: 'factor-renamed',
              result: 'done',
              actor: way.person.id,
              personId: way.person.id,
              sessionId: way.session.id,
              detail: { factor: 'passkey' },
            },
            way.now,
          )
      })
      return c.redirect(`${HERE}?said=named`, 303)
    }),
  )
  routes.get(
    '/:id/remove',
    own((c, way, passkey) => c.html(removalPage(c, way, passkey, null))),
  )
  routes.post(
    '/:id/remove',
    own((c, known, passkey) =>
      provedByFactor(needs, async (_c, way) => {
        const removed = await removeFactor(needs, way.session, way.person, passkey.id, clock.now())
        if (removed.ok) return c.redirect(`${HERE}?said=removed`, 303)
        if (removed.refusal === 'unknown') return c.notFound()
        return c.html(
          removalPage(
            c,
            way,
            passkey,
            way.say(removed.refusal === 'last' ? 'passkeys.last' : 'passkeys.last-required'),
          ),
          409,
        )
      })(c, known),
    ),
  )
  return routes

  /** Somebody else's, and none, look the same. */
  function own(serve: (c: Context<Env>, way: SignedInWay, passkey: Passkey) => Promise<Response> | Response) {
    return signedIn(needs, null, async (c, way) => {
      const id = c.req.param('id') ?? ''
      const passkey = isId(id)
        ? (await identity.passkeys.ofPerson(way.person.id)).find((each) => each.id === id && isUsable(each))
        : undefined
      return passkey ? serve(c, way, passkey) : c.notFound()
    })
  }

  function onePage(c: Context<Env>, way: SignedInWay, passkey: Passkey, error: string | null): Html {
    const { say } = way
    const title = nameOf(way, passkey)
    const content = html`<h1>${title}</h1>
<p class="muted">${linesOf(way, passkey).join(' · ')}</p>
${form(
  `${HERE}/${passkey.id}/name`,
  c.get('csrfToken'),
  html`${field({ id: 'name', label: say('passkeys.name'), hint: say('passkeys.name-hint'), value: passkey.name, error: error ?? undefined, autocomplete: 'off' })}
${actions([button({ text: say('passkeys.name-save') }), linkButton({ text: say('passkeys.remove'), href: `${HERE}/${passkey.id}/remove`, kind: 'quiet' })])}`,
)}
<p><a href="${HERE}">${say('passkeys.back')}</a></p>`
    return accountPage(c, needs, way, {
      here: '/account',
      title,
      content,
      error: error === null ? undefined : { text: error, field: 'name' },
      help: 'passkeys',
    })
  }

  function removalPage(c: Context<Env>, way: SignedInWay, passkey: Passkey, refused: string | null): Html {
    const { say } = way
    const title = say('passkeys.remove-title', { name: nameOf(way, passkey) })
    const content = html`<h1>${title}</h1>
${
  refused === null
    ? html`<p class="lead">${say('passkeys.remove-body')}</p>
${form(`${HERE}/${passkey.id}/remove`, c.get('csrfToken'), actions([button({ text: say('passkeys.remove-go'), kind: 'danger' }), linkButton({ text: say('passkeys.keep'), href: HERE, kind: 'quiet' })]))}`
    : html`${notice({ kind: 'warning', kindText: say('notice.warning'), content: refused, live: 'alert' })}${actions([linkButton({ text: say('passkeys.back'), href: HERE })])}`
}`
    return accountPage(c, needs, way, { here: '/account', title, content, help: 'passkeys' })
  }
}

const nameOf = ({ say }: SignedInWay, { name }: Passkey): string => name || say('passkeys.unnamed')
function linesOf({ say }: SignedInWay, { enrolledAt, lastUsedAt, backedUp }: Passkey): string[] {
  const words = dateWords(say.language, 'Europe/Amsterdam')
  const used =
    lastUsedAt > enrolledAt ? say('passkeys.used', { date: words.day(lastUsedAt) }) : say('passkeys.never-used')
  return [
    say('passkeys.added', { date: words.day(enrolledAt) }),
    used,
    say(backedUp ? 'passkeys.synced' : 'passkeys.one-device'),
  ]
}

function row(way: SignedInWay, passkey: Passkey) {
  const title = nameOf(way, passkey)
  const isHere = passkey.id === way.session.factorId
  return {
    title,
    detail: html`${linesOf(way, passkey).map((line, at) => html`${at > 0 ? html`<br>` : ''}${line}`)}`,
    badge: isHere ? badge({ kind: 'good', text: way.say('sessions.this') }) : undefined,
    href: `${HERE}/${passkey.id}`,
  }
}
