// My details: passkeys in short; they are kept at an address of their own.
import { actions, summaryList, linkButton, type Html } from '@sluis/design'
import { html } from 'hono/html'
import { isUsable } from '#identity/second-factors/factors.ts'
import type { Deps } from '#journeys/flow/sign-in-flow.ts'
import type { SectionContext } from '../parts/section.ts'

export async function passkeysSection(_deps: Deps, { t, signIn }: SectionContext): Promise<Html> {
  if (!signIn.facts.hasSecondFactor) return html`<p>${t('account.passkeys-after')}</p>`
  const keys = signIn.factors.filter((factor) => factor.kind === 'passkey' && isUsable(factor))
  const format = t.dates
  return html`<p>${t('account.passkeys-body')}</p>
${keys.length === 0 ? '' : summaryList(keys.map((key) => ({ term: key.name || t('account.passkey'), value: html`<span class="muted small">${t('two-step.since', { date: format.day(key.enrolledAt) })} · ${t('two-step.last-used', { when: format.dayAndTime(key.lastUsedAt) })}</span>` })))}
${actions([linkButton({ text: t(keys.length === 0 ? 'account.passkeys-add' : 'account.passkeys-manage'), href: '/account/passkeys', kind: 'quiet' })])}`
}
