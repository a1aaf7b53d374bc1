// My details: password and two-step verification, with every factor, its clock, and the recovery codes.
import { actions, badge, facts, linkButton, notice, type Html } from '@sluis/design'
import { dateWords } from '@sluis/ground'
import { html } from 'hono/html'
import { FEW_LEFT } from '#identity/recovery/recovery-codes.ts'
import { isUsable } from '#identity/second-factors/factors.ts'
import { clockOf, type TotpFactor } from '#identity/second-factors/totp.ts'
import type { Say } from '#texts/texts.ts'
import type { Needs } from '../way.ts'
import type { SectionWay } from './section.ts'

export async function twoStepSection({ identity }: Needs, { say, person, stand }: SectionWay): Promise<Html> {
  const words = dateWords(say.language, 'Europe/Amsterdam')
  const changed = (await identity.passwords.ofPerson(person.id))?.changedAt
  const password = {
    term: say('account.password'),
    value: changed ? say('account.password-changed', { date: words.day(changed) }) : '–',
    action: { text: say('account.change'), href: '/account/password', about: say('account.password') },
  }
  if (!stand.facts.hasSecondFactor)
    return html`<p>${badge({ kind: 'warning', text: say('two-step.off') })}</p><p>${say('two-step.off-body')}</p>${actions([linkButton({ text: say('two-step.enable'), href: '/account/two-step' })])}${facts([password])}`

  const factors = (await identity.factors.ofPerson(person.id)).filter(isUsable)
  const apps = (await identity.totp.ofPerson(person.id)).filter(isUsable)
  const codes = await identity.recovery.ofPerson(person.id)
  const left = codes?.left ?? 0
  const times = (factor: { enrolledAt: Date; lastUsedAt: Date }) =>
    html`<br><span class="muted small">${say('two-step.since', { date: words.day(factor.enrolledAt) })} · ${say('two-step.last-used', { when: words.dayAndTime(factor.lastUsedAt) })}</span>`
  const text = factors.find(({ kind }) => kind === 'sms')
  const keys = factors.filter(({ kind }) => kind === 'passkey')
  return html`<p>${badge({ kind: 'good', text: say('two-step.on') })}</p>
${apps.map((app) => clockWarning(say, app))}
${left <= FEW_LEFT ? notice({ kind: 'warning', kindText: say('notice.warning'), content: say('two-step.few', { left }) }) : ''}
${facts([
  ...apps.map((app) => ({
    term: app.name || say('two-step.app'),
    value: html`<bdi>Sluis: ${app.label}</bdi>${times(app)}`,
    action: { text: say('two-step.manage'), href: `/account/authenticators/${app.id}`, about: app.name || app.label },
  })),
  ...(text
    ? [
        {
          term: say('two-step.text'),
          value: html`${say('two-step.text-body')}${times(text)}`,
          action: { text: say('two-step.manage'), href: '/account/phone', about: say('two-step.text') },
        },
      ]
    : []),
  ...(keys.length > 0
    ? [
        {
          term: say('account.passkeys'),
          value: say('two-step.passkeys-count', { n: keys.length }),
          action: { text: say('two-step.manage'), href: '/account/passkeys', about: say('account.passkeys') },
        },
      ]
    : []),
  {
    term: say('two-step.codes'),
    value: html`${say('two-step.codes-left', { left })}${codes ? html`<br><span class="muted small">${say('two-step.codes-made', { date: words.day(codes.madeAt) })}</span>` : ''}`,
    action: { text: say('two-step.renew'), href: '/account/recovery-codes', about: say('two-step.codes') },
  },
  password,
])}
${actions([linkButton({ text: say('further.link'), href: '/account/authenticators/add', kind: 'quiet' }), linkButton({ text: say('new-phone.title'), href: '/account/authenticators/new-phone', kind: 'quiet' })])}
<p class="small"><a href="/account/two-step/off">${say('off.link')}</a></p>`
}

/** Right codes that come from a phone whose clock drifts: it is told before they stop being right (edge case 12). */
export function clockWarning(say: Say, app: Pick<TotpFactor, 'driftSteps' | 'name' | 'label'>): Html | '' {
  const clock = clockOf(app)
  return clock === 'right'
    ? ''
    : notice({
        kind: 'warning',
        kindText: say('notice.warning'),
        content: say('two-step.clock', { app: app.name || app.label, direction: clock }),
      })
}
