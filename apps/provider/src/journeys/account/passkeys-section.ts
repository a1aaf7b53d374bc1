// My details: passkeys in short; they are kept at an address of their own.
import { actions, summaryList, linkButton, type Html } from '@sluis/design'
import { dateFormatter } from '@sluis/server-kit'
import { html } from 'hono/html'
import { isUsable } from '#identity/second-factors/factors.ts'
import type { Needs } from '../way.ts'
import type { SectionWay } from './section.ts'

export async function passkeysSection({ identity }: Needs, { t, person, stand }: SectionWay): Promise<Html> {
  if (!stand.facts.hasSecondFactor) return html`<p>${t('account.passkeys-after')}</p>`
  const keys = (await identity.factors.listByPerson(person.id)).filter(
    (factor) => factor.kind === 'passkey' && isUsable(factor),
  )
  const words = dateFormatter(t.language, 'Europe/Amsterdam')
  return html`<p>${t('account.passkeys-body')}</p>
${keys.length === 0 ? '' : summaryList(keys.map((key) => ({ term: key.name || t('account.passkey'), value: html`<span class="muted small">${t('two-step.since', { date: words.day(key.enrolledAt) })} · ${t('two-step.last-used', { when: words.dayAndTime(key.lastUsedAt) })}</span>` })))}
${actions([linkButton({ text: t(keys.length === 0 ? 'account.passkeys-add' : 'account.passkeys-manage'), href: '/account/passkeys', kind: 'quiet' })])}`
}
