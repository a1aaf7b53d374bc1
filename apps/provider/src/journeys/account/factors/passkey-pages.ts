// The pages of passkeys and security keys: all of them, one of them, and its removal.
import { actions, badge, button, emptyState, field, type Html, linkButton, listRows, notice } from '@sluis/design'
import type { Context } from 'hono'
import { html } from 'hono/html'
import type { Passkey } from '#identity/second-factors/passkeys.ts'
import type { RemovalRefusal } from '#identity/second-factors/removal.ts'
import type { MessageKey } from '#locales/messages.ts'
import { form } from '#journeys/flow/forms.ts'
import { accountPage, type SignedInFlow } from '#journeys/flow/require-session.ts'
import type { Deps, Env } from '#journeys/flow/sign-in-flow.ts'
import { passkeyScriptHint } from '#journeys/parts/passkey-errors.ts'
import { keptRequestBar } from '#journeys/parts/kept-request.ts'
import { flashNotice } from '../parts/flash.ts'
import type { Shown } from './own-factor.ts'
import { removalPage } from './removal-pages.ts'

export const PASSKEYS_PATH = '/account/passkeys'
const FLASHES = {
  added: 'passkeys.said.added',
  named: 'passkeys.said.named',
  unnamed: 'said.unnamed',
  unchanged: 'said.unchanged',
  removed: 'passkeys.said.removed',
} as const

export async function passkeyListPage(
  c: Context<Env>,
  deps: Deps,
  flow: SignedInFlow,
  passkeys: readonly Passkey[],
): Promise<Html> {
  const { t } = flow
  const content = html`${flashNotice(c, t, FLASHES)}
<h1>${t('passkeys.title')}</h1>${await keptRequestBar(c, deps, flow)}
<p class="lead">${t('passkeys.lead')}</p>
${passkeys.length > 0 ? listRows(passkeys.map((passkey) => row(flow, passkey))) : emptyState({ title: t('passkeys.none'), content: t('passkeys.none-body') })}
<p>${passkeyScriptHint(t)}</p>
${actions([linkButton({ text: t('passkeys.add'), href: `${PASSKEYS_PATH}/add` })])}
<p><a href="/account">${t('passkeys.to-details')}</a></p>`
  return accountPage(c, deps, flow, { here: '/account', title: t('passkeys.title'), content, help: 'passkeys' })
}

export function passkeyPage(
  c: Context<Env>,
  deps: Deps,
  flow: SignedInFlow,
  passkey: Passkey,
  { error, refusal }: Shown,
): Html {
  const { t } = flow
  const title = nameOf(flow, passkey)
  const content = html`<h1>${title}</h1>
<p class="muted">${linesOf(flow, passkey).join(' · ')}</p>
${form(
  `${PASSKEYS_PATH}/${passkey.id}/name`,
  c.get('csrfToken'),
  html`${field({ id: 'name', label: t('passkeys.name'), hint: t('passkeys.name-hint'), value: error?.typed ?? passkey.name, error: error?.text, autocomplete: 'off' })}
${actions([button({ text: t('passkeys.name-save') }), ...(refusal === 'text-alone' ? [] : [linkButton({ text: t('passkeys.remove'), href: `${PASSKEYS_PATH}/${passkey.id}/remove`, kind: 'quiet' })])])}`,
)}
${refusal === 'text-alone' ? html`<p>${t('remove.text-alone')}</p>` : ''}
<p><a href="${PASSKEYS_PATH}">${t('passkeys.back')}</a></p>`
  return accountPage(c, deps, flow, { here: '/account', title, content, error: error ?? undefined, help: 'passkeys' })
}

export function removePasskeyPage(c: Context<Env>, deps: Deps, flow: SignedInFlow, passkey: Passkey): Html {
  const { t } = flow
  const removal = {
    title: t('passkeys.remove-title', { name: nameOf(flow, passkey) }),
    lead: t('passkeys.remove-body'),
    go: t('passkeys.remove-go'),
    keep: { text: t('passkeys.keep'), href: PASSKEYS_PATH },
  }
  return removalPage(c, deps, flow, `${PASSKEYS_PATH}/${passkey.id}/remove`, removal, { help: 'passkeys' })
}

const WHY_IT_STAYS: Record<Exclude<RemovalRefusal, 'unknown'>, MessageKey> = {
  last: 'passkeys.last',
  'last-and-required': 'passkeys.last-required',
  'text-alone': 'remove.text-alone',
}

/** It must stay: why. */
export function keepPasskeyPage(
  c: Context<Env>,
  deps: Deps,
  flow: SignedInFlow,
  passkey: Passkey,
  refusal: Exclude<RemovalRefusal, 'unknown'>,
): Html {
  const { t } = flow
  const title = t('passkeys.remove-title', { name: nameOf(flow, passkey) })
  const why = t(WHY_IT_STAYS[refusal])
  const content = html`<h1>${title}</h1>
${notice({ kind: 'warning', kindText: t('notice.warning'), content: why, live: 'alert' })}${actions([linkButton({ text: t('passkeys.back'), href: PASSKEYS_PATH })])}`
  return accountPage(c, deps, flow, { here: '/account', title, content, help: 'passkeys' })
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
  const isHere = passkey.id === flow.session.factorId
  return {
    title: nameOf(flow, passkey),
    detail: html`${linesOf(flow, passkey).map((line, at) => html`${at > 0 ? html`<br>` : ''}${line}`)}`,
    badge: isHere ? badge({ kind: 'good', text: flow.t('sessions.this') }) : undefined,
    href: `${PASSKEYS_PATH}/${passkey.id}`,
  }
}
