// Passkeys and security keys of one's own: the list, and one of them with its name and the way to take it off.
import { actions, badge, button, emptyState, field, type Html, linkButton, listRows, notice } from '@sluis/design'
import { isId } from '@sluis/server-kit/random'
import { Hono } from 'hono'
import type { Context } from 'hono'
import { html } from 'hono/html'
import { isUsable } from '#identity/second-factors/factors.ts'
import { MAX_NAME_CHARACTERS, parseFactorName } from '#identity/second-factors/factor-name.ts'
import type { Passkey } from '#identity/second-factors/passkeys.ts'
import { removeFactor } from '#use-cases/manage-factors/remove-factor.ts'
import { form } from '#journeys/flow/forms.ts'
import { accountPage, requireSession, type SignedInFlow } from '#journeys/flow/require-session.ts'
import type { Env, Deps } from '#journeys/flow/sign-in-flow.ts'
import { provedByFactor } from './proved-by-factor.ts'

const PATH = '/account/passkeys'
const FLASH = { added: 'passkeys.said.added', named: 'passkeys.said.named', removed: 'passkeys.said.removed' } as const
const isFlashKey = (word: string | undefined): word is keyof typeof FLASH =>
  word !== undefined && Object.hasOwn(FLASH, word)

export function myPasskeys(deps: Deps) {
  const { identity, clock } = deps
  const routes = new Hono<Env>()
  routes.get(
    '/',
    requireSession(deps, null, async (c, flow) => {
      const { t, person } = flow
      const passkeys = (await identity.passkeys.listByPerson(person.id)).filter(isUsable)
      const flash = c.req.query('flash')
      const content = html`${isFlashKey(flash) ? notice({ kind: 'success', kindText: t('notice.success'), content: t(FLASH[flash]), live: 'status' }) : ''}
<h1>${t('passkeys.title')}</h1>
<p class="lead">${t('passkeys.lead')}</p>
${passkeys.length > 0 ? listRows(passkeys.map((passkey) => row(flow, passkey))) : emptyState({ title: t('passkeys.none'), content: t('passkeys.none-body') })}
${actions([linkButton({ text: t('passkeys.add'), href: `${PATH}/add` })])}
<p><a href="/account">${t('passkeys.to-details')}</a></p>`
      return c.html(
        accountPage(c, deps, flow, { here: '/account', title: t('passkeys.title'), content, help: 'passkeys' }),
      )
    }),
  )
  routes.get(
    '/:id',
    own((c, flow, passkey) => c.html(onePage(c, flow, passkey, null))),
  )
  for (const answered of ['/:id/name']) routes.get(answered, (c) => c.redirect(`${PATH}/${c.req.param('id')}`, 303))
  routes.post(
    '/:id/name',
    own(async (c, flow, passkey) => {
      const name = parseFactorName(c.get('form').text('name'))
      if (name === null)
        return c.html(onePage(c, flow, passkey, flow.t('passkeys.name-long', { most: MAX_NAME_CHARACTERS })), 422)
      await identity.transaction(async (stores) => {
        if (await stores.factors.rename(flow.person.id, passkey.id, name))
          await stores.audit.append(
            {
              action: 'factor-renamed',
              result: 'done',
              actor: flow.person.id,
              personId: flow.person.id,
              sessionId: flow.session.id,
              detail: { factor: 'passkey' },
            },
            flow.now,
          )
      })
      return c.redirect(`${PATH}?flash=named`, 303)
    }),
  )
  routes.get(
    '/:id/remove',
    own((c, flow, passkey) => c.html(removalPage(c, flow, passkey, null))),
  )
  routes.post(
    '/:id/remove',
    own((c, known, passkey) =>
      provedByFactor(deps, async (_c, flow) => {
        const removed = await removeFactor(deps, flow.session, flow.person, passkey.id, clock.now())
        if (removed.ok) return c.redirect(`${PATH}?flash=removed`, 303)
        if (removed.refusal === 'unknown') return c.notFound()
        return c.html(
          removalPage(
            c,
            flow,
            passkey,
            flow.t(removed.refusal === 'last' ? 'passkeys.last' : 'passkeys.last-required'),
          ),
          409,
        )
      })(c, known),
    ),
  )
  return routes

  /** Somebody else's, and none, look the same. */
  function own(serve: (c: Context<Env>, flow: SignedInFlow, passkey: Passkey) => Promise<Response> | Response) {
    return requireSession(deps, null, async (c, flow) => {
      const id = c.req.param('id') ?? ''
      const passkey = isId(id)
        ? (await identity.passkeys.listByPerson(flow.person.id)).find((each) => each.id === id && isUsable(each))
        : undefined
      return passkey ? serve(c, flow, passkey) : c.notFound()
    })
  }

  function onePage(c: Context<Env>, flow: SignedInFlow, passkey: Passkey, error: string | null): Html {
    const { t } = flow
    const title = nameOf(flow, passkey)
    const content = html`<h1>${title}</h1>
<p class="muted">${linesOf(flow, passkey).join(' · ')}</p>
${form(
  `${PATH}/${passkey.id}/name`,
  c.get('csrfToken'),
  html`${field({ id: 'name', label: t('passkeys.name'), hint: t('passkeys.name-hint'), value: passkey.name, error: error ?? undefined, autocomplete: 'off' })}
${actions([button({ text: t('passkeys.name-save') }), linkButton({ text: t('passkeys.remove'), href: `${PATH}/${passkey.id}/remove`, kind: 'quiet' })])}`,
)}
<p><a href="${PATH}">${t('passkeys.back')}</a></p>`
    return accountPage(c, deps, flow, {
      here: '/account',
      title,
      content,
      error: error === null ? undefined : { text: error, field: 'name' },
      help: 'passkeys',
    })
  }

  function removalPage(c: Context<Env>, flow: SignedInFlow, passkey: Passkey, refused: string | null): Html {
    const { t } = flow
    const title = t('passkeys.remove-title', { name: nameOf(flow, passkey) })
    const content = html`<h1>${title}</h1>
${
  refused === null
    ? html`<p class="lead">${t('passkeys.remove-body')}</p>
${form(`${PATH}/${passkey.id}/remove`, c.get('csrfToken'), actions([button({ text: t('passkeys.remove-go'), kind: 'danger' }), linkButton({ text: t('passkeys.keep'), href: PATH, kind: 'quiet' })]))}`
    : html`${notice({ kind: 'warning', kindText: t('notice.warning'), content: refused, live: 'alert' })}${actions([linkButton({ text: t('passkeys.back'), href: PATH })])}`
}`
    return accountPage(c, deps, flow, { here: '/account', title, content, help: 'passkeys' })
  }
}

const nameOf = ({ t }: SignedInFlow, { name }: Passkey): string => name || t('passkeys.unnamed')
function linesOf({ t }: SignedInFlow, { enrolledAt, lastUsedAt, backedUp }: Passkey): string[] {
  const format = t.dates
  const used = lastUsedAt > enrolledAt ? t('passkeys.used', { date: format.day(lastUsedAt) }) : t('passkeys.never-used')
  return [
    t('passkeys.added', { date: format.day(enrolledAt) }),
    used,
    t(backedUp ? 'passkeys.synced' : 'passkeys.one-device'),
  ]
}

function row(flow: SignedInFlow, passkey: Passkey) {
  const title = nameOf(flow, passkey)
  const isHere = passkey.id === flow.session.factorId
  return {
    title,
    detail: html`${linesOf(flow, passkey).map((line, at) => html`${at > 0 ? html`<br>` : ''}${line}`)}`,
    badge: isHere ? badge({ kind: 'good', text: flow.t('sessions.this') }) : undefined,
    href: `${PATH}/${passkey.id}`,
  }
}
