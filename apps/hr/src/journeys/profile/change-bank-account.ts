// Changing the bank account: only after confirming at Sluis, a moment ago and with two factors, who this is.
import { html } from 'hono/html'
import { withFlash } from '@sluis/server-kit/flash'
import { withParameter } from '@sluis/server-kit/local-path'
import { actions, button, field, linkButton } from '@sluis/design'
import { maskedIban, readIban, type IbanRefusal } from '#bank/iban.ts'
import { startAuthorization } from '#journeys/start-authorization.ts'
import { deleteRefusedForm, readRefusedForm, REFUSED_FORM_PARAMETER, saveRefusedForm } from '#journeys/cookies.ts'
import { notFound } from '#journeys/not-found.ts'
import type { Handler, PageRequest } from '#journeys/request-context.ts'
import { workPage } from '#journeys/work-page.ts'
import { csrfField, hidden } from '#page/frames.ts'
import type { MessageKey } from '#page/messages.ts'
import type { Deps } from '#deps'
import { isSteppedUp } from '#sessions/session.ts'
import { TWO_FACTOR } from '#sluis/strength.ts'

const FRESH_SECONDS = 300
const ADDRESS = '/profile/bank-account'
const MESSAGES: Record<IbanRefusal, MessageKey> = {
  'iban-empty': 'account.iban-empty',
  'iban-shape': 'account.iban-shape',
  'iban-checksum': 'account.iban-checksum',
}

const isRefusal = (word: string): word is IbanRefusal => Object.hasOwn(MESSAGES, word)
const MAX_TYPED = 60
/** What was typed for one employer is not shown for another. */
const formOf = (c: PageRequest): string => `bank-account ${c.get('membership').id}`

export const showBankAccount: Handler = (deps) => async (c) => {
  if (!(await isOnPayroll(deps, c))) return notFound(deps, c)
  if (!isSteppedUp(c.get('access').session, deps.clock.now())) return confirmPage(deps, c)
  const [typed = '', refusal = ''] = readRefusedForm(c, deps.sealer, formOf(c)) ?? []
  return formPage(deps, c, isRefusal(refusal) ? { typed, refusal } : null)
}

/**
 * The step-up: Sluis is asked for two factors not older than five minutes, and what it answers is checked on return.
 */
export const confirmFirst: Handler = (deps) => async (c) => {
  const { session, login } = c.get('access')
  // Somebody without a second factor yet sets one up first, with our voucher.
  const voucher = session.kind === 'password' ? ((await deps.api.voucher(login.id)) ?? undefined) : undefined
  return startAuthorization(
    deps,
    c,
    { acr: TWO_FACTOR, maxAgeSeconds: FRESH_SECONDS, loginHint: login.email, voucher },
    { returnTo: ADDRESS, loginId: login.id },
  )
}

export const changeBankAccount: Handler = (deps) => async (c) => {
  const { session, login } = c.get('access')
  const membership = c.get('membership')
  if (!(await isOnPayroll(deps, c))) return notFound(deps, c)
  if (!isSteppedUp(session, deps.clock.now())) return c.redirect(ADDRESS, 303)
  const typed = c.get('form').text('iban')
  const iban = readIban(typed)
  if (!iban.ok) {
    saveRefusedForm(c, deps.sealer, formOf(c), [typed.slice(0, MAX_TYPED), iban.refusal])
    return c.redirect(withParameter(ADDRESS, REFUSED_FORM_PARAMETER, ''), 303)
  }
  await deps.bankAccounts.change(membership.id, login.id, { iban: iban.value, holder: login.name }, deps.clock.now())
  deleteRefusedForm(c)
  return c.redirect(withFlash(c, '/profile?flash=account-changed'), 303)
}

async function isOnPayroll({ bankAccounts }: Deps, c: PageRequest): Promise<boolean> {
  const membership = c.get('membership')
  return membership.job !== null || (await bankAccounts.find(membership.id)) !== null
}

async function formPage(
  deps: Deps,
  c: PageRequest,
  wrong: { typed: string; refusal: IbanRefusal } | null,
): Promise<Response> {
  const t = c.get('t')
  const membership = c.get('membership')
  const account = await deps.bankAccounts.find(membership.id)
  const error = wrong ? t(MESSAGES[wrong.refusal]) : undefined
  const content = html`<h1>${t('account.title')}</h1>
<p>${t('account.for', { company: membership.companyName })} ${account && html`${t('account.now')} <bdi dir="ltr" class="nowrap">${maskedIban(account.iban)}</bdi>.`}</p>
<form method="post" action="${ADDRESS}" class="stack" novalidate>${csrfField(c)}${hidden('company', membership.companyId)}
${field({ id: 'iban', label: t('account.iban'), hint: t('account.hint'), value: wrong?.typed, autocomplete: 'off', autocapitalize: 'off', spellcheck: 'false', enterkeyhint: 'done', error })}
${actions([button({ text: t('account.save') }), linkButton({ text: t('page.cancel'), href: '/profile', kind: 'quiet' })])}</form>`
  return workPage(
    deps,
    c,
    {
      title: t('account.title'),
      content,
      narrow: true,
      errors: error === undefined ? [] : [{ text: error, href: '#iban' }],
    },
    wrong ? 422 : 200,
  )
}

function confirmPage(deps: Deps, c: PageRequest): Response | Promise<Response> {
  const t = c.get('t')
  const content = html`<h1>${t('confirm.title')}</h1>
<p class="lead">${t('confirm.text')}</p><p>${t('confirm.what')}</p>
<form method="post" action="${ADDRESS}/confirm">${csrfField(c)}${hidden('company', c.get('membership').companyId)}${actions([button({ text: t('confirm.button') }), linkButton({ text: t('page.cancel'), href: '/profile', kind: 'quiet' })])}</form>`
  return workPage(deps, c, { title: t('confirm.title'), content, narrow: true })
}
