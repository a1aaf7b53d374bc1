// Passkeys and security keys of one's own: the list, and one of them with its name and the way to take it off.
import { actions, badge, button, emptyState, field, type Html, linkButton, listRows, notice } from '@sluis/design'
import { dateFormatter, isId } from '@sluis/server-kit'
import { Hono } from 'hono'
import type { Context } from 'hono'
import { html } from 'hono/html'
import { isUsable } from '#identity/second-factors/factors.ts'
import { MAX_NAME_CHARACTERS, parseFactorName } from '#identity/second-factors/factor-name.ts'
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
      const { t, person } = way
      const passkeys = (await identity.passkeys.listByPerson(person.id)).filter(isUsable)
      const said = c.req.query('said')
      const content = html`${isSaid(said) ? notice({ kind: 'success', kindText: t('notice.success'), content: t(SAID[said]), live: 'status' }) : ''}
<h1>${t('passkeys.title')}</h1>
<p class="lead">${t('passkeys.lead')}</p>
${passkeys.length > 0 ? listRows(passkeys.map((passkey) => row(way, passkey))) : emptyState({ title: t('passkeys.none'), content: t('passkeys.none-body') })}
${actions([linkButton({ text: t('passkeys.add'), href: `${HERE}/add` })])}
<p><a href="/account">${t('passkeys.to-details')}</a></p>`
      return c.html(
        accountPage(c, needs, way, { here: '/account', title: t('passkeys.title'), content, help: 'passkeys' }),
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
      const name = parseFactorName(c.get('form').text('name'))
      if (name === null)
        return c.html(onePage(c, way, passkey, way.t('passkeys.name-long', { most: MAX_NAME_CHARACTERS })), 422)
      await identity.transaction(async (stores) => {
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
          removalPage(c, way, passkey, way.t(removed.refusal === 'last' ? 'passkeys.last' : 'passkeys.last-required')),
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
        ? (await identity.passkeys.listByPerson(way.person.id)).find((each) => each.id === id && isUsable(each))
        : undefined
      return passkey ? serve(c, way, passkey) : c.notFound()
    })
  }

  function onePage(c: Context<Env>, way: SignedInWay, passkey: Passkey, error: string | null): Html {
    const { t } = way
    const title = nameOf(way, passkey)
    const content = html`<h1>${title}</h1>
<p class="muted">${linesOf(way, passkey).join(' · ')}</p>
${form(
  `${HERE}/${passkey.id}/name`,
  c.get('csrfToken'),
  html`${field({ id: 'name', label: t('passkeys.name'), hint: t('passkeys.name-hint'), value: passkey.name, error: error ?? undefined, autocomplete: 'off' })}
${actions([button({ text: t('passkeys.name-save') }), linkButton({ text: t('passkeys.remove'), href: `${HERE}/${passkey.id}/remove`, kind: 'quiet' })])}`,
)}
<p><a href="${HERE}">${t('passkeys.back')}</a></p>`
    return accountPage(c, needs, way, {
      here: '/account',
      title,
      content,
      error: error === null ? undefined : { text: error, field: 'name' },
      help: 'passkeys',
    })
  }

  function removalPage(c: Context<Env>, way: SignedInWay, passkey: Passkey, refused: string | null): Html {
    const { t } = way
    const title = t('passkeys.remove-title', { name: nameOf(way, passkey) })
    const content = html`<h1>${title}</h1>
${
  refused === null
    ? html`<p class="lead">${t('passkeys.remove-body')}</p>
${form(`${HERE}/${passkey.id}/remove`, c.get('csrfToken'), actions([button({ text: t('passkeys.remove-go'), kind: 'danger' }), linkButton({ text: t('passkeys.keep'), href: HERE, kind: 'quiet' })]))}`
    : html`${notice({ kind: 'warning', kindText: t('notice.warning'), content: refused, live: 'alert' })}${actions([linkButton({ text: t('passkeys.back'), href: HERE })])}`
}`
    return accountPage(c, needs, way, { here: '/account', title, content, help: 'passkeys' })
  }
}

const nameOf = ({ t }: SignedInWay, { name }: Passkey): string => name || t('passkeys.unnamed')
function linesOf({ t }: SignedInWay, { enrolledAt, lastUsedAt, backedUp }: Passkey): string[] {
  const words = dateFormatter(t.language, 'Europe/Amsterdam')
  const used = lastUsedAt > enrolledAt ? t('passkeys.used', { date: words.day(lastUsedAt) }) : t('passkeys.never-used')
  return [
    t('passkeys.added', { date: words.day(enrolledAt) }),
    used,
    t(backedUp ? 'passkeys.synced' : 'passkeys.one-device'),
  ]
}

function row(way: SignedInWay, passkey: Passkey) {
  const title = nameOf(way, passkey)
  const isHere = passkey.id === way.session.factorId
  return {
    title,
    detail: html`${linesOf(way, passkey).map((line, at) => html`${at > 0 ? html`<br>` : ''}${line}`)}`,
    badge: isHere ? badge({ kind: 'good', text: way.t('sessions.this') }) : undefined,
    href: `${HERE}/${passkey.id}`,
  }
}
