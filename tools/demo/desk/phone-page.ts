// The desk's phone: an authenticator app for whoever has none at hand. It knows what is pasted into it or read from a
// picture, as a phone in your hand does, and nothing else of Sluis.
import { actions, button, disclosure, emptyState, errorSummary, field, notice, type Html } from '@sluis/design'
import { codeAt, decodeBase32, stepAt } from '@sluis/otp'
import { html } from 'hono/html'
import type { PhoneEntry } from '../phone/phone.store.ts'
import type { KeyRefusal, PhoneKey } from '../phone/read-key.ts'
import { csrfField, type DeskContext, type DeskPage } from './context.ts'
import type { DeskDeps } from './deps.ts'
import type { DeskTranslate, MessageKey } from './i18n.ts'

export type PhoneRefusal = KeyRefusal | 'full'
const SENTENCE: Record<PhoneRefusal, MessageKey> = {
  nothing: 'phone-error-nothing',
  'not-a-key': 'phone-error-not-a-key',
  'cut-short': 'phone-error-cut-short',
  counts: 'phone-error-counts',
  full: 'phone-error-full',
}

/** The code that the phone shows at that time. */
export function codeOf(
  { secret, digits, algorithm, periodSeconds }: Omit<PhoneKey, 'name' | 'account'>,
  phoneTime: Date,
): { code: string; secondsLeft: number } {
  const read = decodeBase32(secret)
  if (!read.ok) throw new Error('a kept secret is not base32')
  return {
    code: codeAt(read.bytes, stepAt(phoneTime, periodSeconds), { digits, algorithm }),
    secondsLeft: periodSeconds - (Math.floor(phoneTime.getTime() / 1000) % periodSeconds),
  }
}

/** `wrong`: what could not be taken, with what was typed; never the key itself. */
export function phonePage(
  t: DeskTranslate,
  c: DeskContext,
  { clock, phone }: Pick<DeskDeps, 'clock' | 'phone'>,
  wrong?: { refusal: PhoneRefusal; name: string },
): DeskPage {
  const title = t('phone-title')
  const error = wrong && t(SENTENCE[wrong.refusal])
  const entries = phone().all()
  const shown = entries.map((entry) => entryCard(t, c, entry, clock.phoneTime()))
  const content = html`<div class="stack prose">${error && errorSummary({ title: t('error-title'), errors: [{ text: error, href: '#key' }] })}<h1>${title}</h1>
${c.req.query('done') !== undefined && !wrong && notice({ kind: 'success', kindText: t('information'), content: t('phone-added'), live: 'status' })}
<p class="lead">${t('phone-lead')}</p>
${entries.length > 0 ? html`<ul class="plain-list stack" role="list">${shown}</ul>` : emptyState({ title: t('phone-none-title'), content: t('phone-none'), icon: 'phone' })}
<h2>${t('phone-add')}</h2>
<form method="post" action="/phone" class="stack" id="add-key" novalidate>${csrfField(c)}
${field({ id: 'key', label: t('phone-key'), hint: t('phone-key-hint'), autocomplete: 'off', autocapitalize: 'off', spellcheck: 'false', error })}
<div class="field" id="picture-field" hidden><label class="field-label" for="picture">${t('phone-picture')}</label><p class="field-hint" id="picture-hint">${t('phone-picture-hint')}</p>
<input class="input" type="file" id="picture" accept="image/*" aria-describedby="picture-hint" data-none="${t('phone-picture-none')}"><p role="status" id="picture-status"></p></div>
${field({ id: 'name', label: t('phone-name'), hint: t('phone-name-hint'), value: wrong?.name, autocomplete: 'off', width: 'medium' })}
${actions([button({ text: t('phone-add-button') })])}</form>
<p class="muted">${t('phone-time')}</p></div>`
  return { title, content, current: '/phone', isLive: true, scripts: ['phone.js'], isError: wrong !== undefined }
}

function entryCard(t: DeskTranslate, c: DeskContext, entry: PhoneEntry, phoneTime: Date): Html {
  const { id, name, account } = entry
  const { code, secondsLeft } = codeOf(entry, phoneTime)
  const half = Math.ceil(code.length / 2)
  return html`<li class="card"><h2 class="phone-name"><bdi>${name}</bdi></h2>${account !== '' && html`<p class="small muted"><bdi>${account}</bdi></p>`}
<p class="split"><span id="code-${id}" data-live><bdi class="code-now" dir="ltr">${code.slice(0, half)} ${code.slice(half)}</bdi> <span class="small muted nowrap">${t('people-seconds', { seconds: secondsLeft })}</span></span>
<span class="copying"><button class="button button--link" type="button" hidden data-copy-code="code-${id}" data-copied="${t('copied')}">${t('copy')}<span class="visually-hidden"> ${t('phone-code-of', { name })}</span></button> <span class="small" role="status"></span></span></p>
${disclosure({ summary: t('phone-remove-open', { name }), content: html`<p>${t('phone-remove-what')}</p><form method="post" action="/phone/remove">${csrfField(c)}${actions([button({ text: t('phone-remove'), kind: 'danger', name: 'id', value: String(id), about: name })])}</form>` })}</li>`
}
