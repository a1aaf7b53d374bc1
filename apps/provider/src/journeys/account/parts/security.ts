// How well the account is protected, and the one next thing to do: the card that My details opens with, and a row at
// Home.
import { badge, checkList, type Html, linkButton, listRows } from '@sluis/design'
import { dateFormatter } from '@sluis/server-kit/messages'
import type { Context } from 'hono'
import { html } from 'hono/html'
import { type AccountSecurity, accountSecurityOf, type NextAction } from '#identity/recovery/account-security.ts'
import type { FactorKind } from '#identity/second-factors/factor-kinds.ts'
import type { HomeRecord } from '#identity/sign-ins/home.store.ts'
import { isDue } from '#identity/offers/offers.ts'
import { CAPABLE_COOKIE, readCookie } from '#platform/cookies.ts'
import type { MessageKey, Translate } from '#locales/messages.ts'
import { withNext } from '#journeys/flow/forms.ts'
import type { SignedInFlow } from '#journeys/flow/require-session.ts'
import { keptRequestHref } from '#journeys/parts/kept-request.ts'

const securityOf = (c: Context, { signIn }: SignedInFlow): AccountSecurity =>
  accountSecurityOf({
    factors: signIn.factors,
    codesLeft: signIn.codes?.left ?? null,
    canMakePasskey: readCookie(c, CAPABLE_COOKIE) === 'yes',
  })

export function securityCard(c: Context, flow: SignedInFlow): Html | Promise<Html> {
  const { t } = flow
  const security = securityOf(c, flow)
  const { next } = security
  const isWell = security.missing.length === 0
  // Somebody of whom no employer asks it has nothing left to do.
  const isAsked = !security.missing.includes('second-step') || Boolean(flow.signIn.obligation?.rollout)
  const [has, lacks] = [protections(t, security), security.missing.map((each) => lackOf(t, security)[each])]
  return html`<section class="card stack" id="security" aria-labelledby="security-title">
<div class="split"><h2 id="security-title">${titleOf(t, security)}</h2>${badge(isWell ? { kind: 'good', text: t('security.all-well') } : { kind: isAsked ? 'warning' : 'neutral', text: t(isAsked ? 'security.missing' : 'security.tips', { n: security.missing.length }) })}</div>
<div class="stack stack--tight">${has.length > 0 ? checkList(has) : ''}${lacks.length > 0 ? checkList(lacks, false) : ''}</div>
<p>${whyOf(flow, next)}</p>
${next === null ? '' : html`<div class="actions">${linkButton({ ...buttonOf(t, security, next, '/account'), kind: isWell || keptRequestHref(c) !== null ? 'quiet' : 'go' })}</div>`}</section>`
}

/** One row: it leads to the next thing to do, or where there is none to My details. */
export function securityRow(
  c: Context,
  flow: SignedInFlow,
  { backupOffer }: Pick<HomeRecord, 'backupOffer'>,
): Html | Promise<Html> {
  const { t, now } = flow
  const security = securityOf(c, flow)
  const { next } = security
  // "Not now" means something (P11): within the pause Home does not ask again.
  const isPaused = next?.does === 'add-backup' && !isDue(backupOffer, now)
  const isAsked = security.missing.length > 0 && !isPaused
  const list = new Intl.ListFormat(t.language === 'nl' ? 'nl-NL' : 'en-GB').format(protections(t, security))
  const row = {
    title: isPaused ? t('security.on') : titleOf(t, security),
    icon: 'gate' as const,
    detail: isAsked ? whyOf(flow, next) : t('security.by', { list }),
    ...(isAsked && next !== null
      ? { actions: linkButton({ ...buttonOf(t, security, next, '/'), kind: next.does === 'set-up' ? 'go' : 'quiet' }) }
      : { href: '/account' }),
  }
  return html`<section aria-labelledby="security-title"><h2 id="security-title" class="visually-hidden">${t('security.title')}</h2>${listRows([row])}</section>`
}

const titleOf = (t: Translate, { missing }: AccountSecurity): string =>
  t(missing.length === 0 ? 'security.well' : missing[0] === 'second-step' ? 'security.off' : 'security.better')

const COUNTED: Record<FactorKind, MessageKey> = {
  totp: 'security.apps',
  passkey: 'two-step.passkeys-count',
  sms: 'security.numbers',
}

function protections(t: Translate, { count, codesLeft, missing }: AccountSecurity): string[] {
  const counted = (key: MessageKey, n: number): string[] => (n === 0 ? [] : [t(key, { n })])
  return [
    ...(Object.keys(COUNTED) as FactorKind[]).flatMap((kind) => counted(COUNTED[kind], count[kind])),
    ...(missing.includes('codes') || missing[0] === 'second-step' ? [] : counted('security.codes', codesLeft ?? 0)),
  ]
}

const lackOf = (t: Translate, { codesLeft }: AccountSecurity) => ({
  'second-step': t('security.only-password'),
  backup: t('security.no-backup'),
  codes: codesLeft === null ? t('security.never-codes') : t('security.few-codes', { left: codesLeft }),
})

function whyOf({ t, signIn }: SignedInFlow, next: NextAction | null): string {
  if (next === null) return t('security.nothing')
  const rollout = signIn.obligation?.rollout
  if (next.does !== 'set-up' || !rollout) return t(`security.why-${next.does}`)
  const date = dateFormatter(t.language, rollout.timezone).day(rollout.requiredAt)
  return t('security.why-required', { date, employer: rollout.companyName })
}

/** `from`: where "Not now" leads back to. */
function buttonOf(t: Translate, { codesLeft }: AccountSecurity, next: NextAction, from: '/' | '/account') {
  switch (next.does) {
    case 'set-up':
      return { text: t('two-step.enable'), href: '/account/two-step' }
    case 'add-backup':
      return { text: t('backup.add'), href: from === '/' ? '/offer/backup' : withNext('/offer/backup', from) }
    case 'renew-codes':
      return { text: t(codesLeft === null ? 'security.make-codes' : 'codes.renew'), href: '/account/recovery-codes' }
    case 'name-app':
      return { text: t('security.name-app'), href: `/account/authenticators/${next.factorId}` }
    case 'add-passkey':
      return { text: t('account.passkeys-add'), href: '/account/passkeys/add' }
  }
}
