// My details: password and two-step verification, with every factor, its clock, and the recovery codes.
import { actions, badge, summaryList, linkButton, notice, type Html } from '@sluis/design'
import { html } from 'hono/html'
import { isUsable } from '#identity/second-factors/factors.ts'
import { clockOf, type TotpFactor } from '#identity/second-factors/totp.ts'
import type { Translate } from '#locales/messages.ts'
import type { Deps } from '#journeys/flow/sign-in-flow.ts'
import { requirementOf } from '#use-cases/manage-factors/factor-requirement.ts'
import type { SectionContext } from '../parts/section.ts'
import { whyRequired } from './why-required.ts'

export async function twoStepSection(
  { identity }: Deps,
  { t, person, signIn, isAdministrator }: SectionContext,
): Promise<Html> {
  const format = t.dates
  const changed = signIn.owner!.passwordChangedAt
  const password = {
    term: t('account.password'),
    value: changed ? t('account.password-changed', { date: format.day(changed) }) : '–',
    action: { text: t('account.change'), href: '/account/password', about: t('account.password') },
  }
  if (!signIn.facts.hasSecondFactor)
    return html`<p>${badge({ kind: 'warning', text: t('two-step.off') })}</p>${summaryList([password])}`

  const factors = signIn.factors.filter(isUsable)
  const apps = signIn.owner!.apps().filter(isUsable)
  const { codes } = signIn
  const times = (factor: { enrolledAt: Date; lastUsedAt: Date }) =>
    html`<br><span class="muted small">${t('two-step.since', { date: format.day(factor.enrolledAt) })} · ${t('two-step.last-used', { when: format.dayAndTime(factor.lastUsedAt) })}</span>`
  const sms = factors.find(({ kind }) => kind === 'sms')
  const phone = sms && (await identity.phones.findByPerson(person.id))
  const keys = factors.filter(({ kind }) => kind === 'passkey')
  // A page of ours asks for all of the person's companies and applications together.
  const requirement = requirementOf(signIn.obligation!, isAdministrator)
  const whyOn = requirement.isRequired ? whyRequired(t, requirement) : null
  return html`<p>${badge({ kind: 'good', text: t('two-step.on') })}</p>
${apps.map((app) => clockWarning(t, app))}
${summaryList([
  ...apps.map((app) => ({
    term: app.name || t('two-step.app'),
    value: html`<bdi>Sluis: ${app.label}</bdi>${times(app)}`,
    action: { text: t('two-step.manage'), href: `/account/authenticators/${app.id}`, about: app.name || app.label },
  })),
  ...(sms
    ? [
        {
          term: t('two-step.text'),
          value: html`${t(factors.length > 1 ? 'two-step.text-body' : 'two-step.text-only', { end: phone?.e164.slice(-2) ?? '' })}${times(sms)}`,
          action: { text: t('two-step.manage'), href: '/account/phone', about: t('two-step.text') },
        },
      ]
    : []),
  ...(keys.length > 0
    ? [
        {
          term: t('account.passkeys'),
          value: t('two-step.passkeys-count', { n: keys.length }),
          action: { text: t('two-step.manage'), href: '/account/passkeys', about: t('account.passkeys') },
        },
      ]
    : []),
  {
    term: t('two-step.codes'),
    value: html`${codes ? t('two-step.codes-left', { left: codes.left }) : t('two-step.codes-never')}${codes ? html`<br><span class="muted small">${t('two-step.codes-made', { date: format.day(codes.madeAt) })}</span>` : ''}`,
    action: {
      text: t(codes ? 'two-step.renew' : 'two-step.make'),
      href: '/account/recovery-codes',
      about: t('two-step.codes'),
    },
  },
  password,
])}
${actions([linkButton({ text: t('further.link'), href: '/account/authenticators/add', kind: 'quiet' }), linkButton({ text: t('new-phone.title'), href: '/account/authenticators/new-phone', kind: 'quiet' })])}
<p class="small">${whyOn === null ? html`<a href="/account/two-step/off">${t('off.link')}</a>` : t('off.cannot', { why: whyOn })}</p>`
}

/** For a phone whose clock drifts: a warning before its codes stop being right (edge case 12). */
export function clockWarning(t: Translate, app: Pick<TotpFactor, 'driftSteps' | 'name' | 'label'>): Html | '' {
  const clock = clockOf(app)
  return clock === 'right'
    ? ''
    : notice({
        kind: 'warning',
        kindText: t('notice.warning'),
        content: t('two-step.clock', { app: app.name || app.label, direction: clock }),
      })
}
