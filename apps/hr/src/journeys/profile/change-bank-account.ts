// Changing the bank account: only after confirming at Sluis, a moment ago and with two factors, who this is.
import { html } from 'hono/html'
import { actions, button, errorSummary, field, linkButton } from '@sluis/design'
import { maskedIban, readIban, type IbanRefusal } from '#bank/iban.ts'
import { goToSluis } from '#journeys/go-to-sluis.ts'
import { notHere } from '#journeys/not-here.ts'
import type { Handler, PageRequest } from '#journeys/visit.ts'
import { workPage } from '#journeys/work-page.ts'
import { csrfField, hidden } from '#page/frames.ts'
import type { TextKey } from '#page/texts.ts'
import type { Parts } from '#parts'
import { isSteppedUp } from '#sessions/session.ts'
import { TWO_FACTOR } from '#sluis/strength.ts'

const FRESH_SECONDS = 300
const ADDRESS = '/profile/bank-account'
const SENTENCES: Record<IbanRefusal, TextKey> = {
  'iban-empty': 'account.iban-empty',
  'iban-shape': 'account.iban-shape',
  'iban-checksum': 'account.iban-checksum',
}

export const showBankAccount: Handler = (parts) => async (c) => {
  if (!(await isPaidHere(parts, c))) return notHere(parts, c)
  return isSteppedUp(c.get('visit').session, parts.clock.now()) ? formPage(parts, c, null) : confirmPage(parts, c)
}

/**
 * The step-up: Sluis is asked for two factors not older than five minutes, and what it answers is checked on return.
 */
export const confirmFirst: Handler = (parts) => async (c) => {
  const { session, login } = c.get('visit')
  // Somebody without a second factor yet sets one up on the way, with our word for it.
  const voucher = session.kind === 'password' ? ((await parts.api.voucher(login.id)) ?? undefined) : undefined
  return goToSluis(
    parts,
    c,
    { acr: TWO_FACTOR, maxAgeSeconds: FRESH_SECONDS, loginHint: login.email, voucher },
    { returnTo: ADDRESS, loginId: login.id },
  )
}

export const changeBankAccount: Handler = (parts) => async (c) => {
  const { session, login, here } = c.get('visit')
  if (!(await isPaidHere(parts, c))) return notHere(parts, c)
  if (!isSteppedUp(session, parts.clock.now())) return confirmPage(parts, c)
  const typed = c.get('form').text('iban')
  const iban = readIban(typed)
  if (!iban.ok) return formPage(parts, c, { typed, refusal: iban.refusal })
  await parts.bankAccounts.change(here.id, login.id, { iban: iban.value, holder: login.name }, parts.clock.now())
  return c.redirect('/profile?said=account-changed', 303)
}

async function isPaidHere({ bankAccounts }: Parts, c: PageRequest): Promise<boolean> {
  const { here } = c.get('visit')
  return here.job !== null || (await bankAccounts.of(here.id)) !== null
}

async function formPage(
  parts: Parts,
  c: PageRequest,
  wrong: { typed: string; refusal: IbanRefusal } | null,
): Promise<Response> {
  const say = c.get('say')
  const { here } = c.get('visit')
  const account = await parts.bankAccounts.of(here.id)
  const error = wrong ? say(SENTENCES[wrong.refusal]) : undefined
  const content = html`<h1>${say('account.title')}</h1>
${error && errorSummary({ title: say('frame.problem'), errors: [{ text: error, href: '#iban' }] })}
<p>${say('account.for', { company: here.companyName })} ${account && html`${say('account.now')} <bdi dir="ltr">${maskedIban(account.iban)}</bdi>.`}</p>
<form method="post" action="${ADDRESS}" class="stack" novalidate>${csrfField(c)}${hidden('company', here.companyId)}
${field({ id: 'iban', label: say('account.iban'), hint: say('account.hint'), value: wrong?.typed.slice(0, 60), autocomplete: 'off', autocapitalize: 'off', spellcheck: 'false', enterkeyhint: 'done', error })}
${actions([button({ text: say('account.save') }), linkButton({ text: say('page.cancel'), href: '/profile', kind: 'quiet' })])}</form>`
  return workPage(
    parts,
    c,
    { title: say('account.title'), content, narrow: true, hasError: wrong !== null },
    wrong ? 422 : 200,
  )
}

function confirmPage(parts: Parts, c: PageRequest): Response | Promise<Response> {
  const say = c.get('say')
  const content = html`<h1>${say('confirm.title')}</h1>
<p class="lead">${say('confirm.text')}</p><p>${say('confirm.what')}</p>
<form method="post" action="${ADDRESS}/confirm">${csrfField(c)}${hidden('company', c.get('visit').here.companyId)}${actions([button({ text: say('confirm.button') }), linkButton({ text: say('page.cancel'), href: '/profile', kind: 'quiet' })])}</form>`
  return workPage(parts, c, { title: say('confirm.title'), content, narrow: true })
}
